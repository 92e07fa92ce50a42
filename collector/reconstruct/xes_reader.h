// ReadXes: the attributes of an XES log's events as rows (IEEE 1849-2016; the flat part that UI
// logs use).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collector/reconstruct/text_source.h"

namespace adit {

struct XesAttribute {
  std::string key;
  std::string value;
};

// Calls `add` once an event with its own attributes; `trace_name` is the trace's concept:name or
// its number. Nested attributes, extensions and globals are skipped. The events' order is the
// file's. Reads as a stream: memory is one element. kInvalidArgument with the byte position for
// text that is not XML.
[[nodiscard]] Status ReadXes(TextSource& source, std::string first_chunk,
                             const std::function<Status(const std::string& trace_name,
                                                        const std::vector<XesAttribute>&)>& add);

}  // namespace adit
