#include "collector/ingest/second_gate.h"

#include <memory>
#include <vector>

#include "privacy/detect/detector_set.h"

namespace adit {

SecondGate CreateSecondGate() {
  struct Gate {
    DetectorSet detectors;
    std::vector<Finding> findings;
  };
  return [gate = std::make_shared<Gate>()](const EventRecord& record) {
    size_t count = 0;
    for (const std::string* text :
         {&record.window_title, &record.document, &record.element_name, &record.detail}) {
      if (text->empty()) continue;
      if (gate->detectors.Find(*text, {}, gate->findings)) count += gate->findings.size();
    }
    return count;
  };
}

}  // namespace adit
