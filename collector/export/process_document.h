// Process document: a routine as a process definition document (.docx) and its map as SVG.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "collector/model/routine.h"

namespace adit {

// What stands beside the steps: figures and reasons, as they are to be read.
struct ProcessDocumentText {
  std::string title;
  std::string run;  // what it rests on: "run 7, 2026-11-20, 12 people"
  std::vector<std::pair<std::string, std::string>> figures;
  std::vector<std::string> reasons;
};

// Office Open XML (ECMA-376): purpose, figures, applications, numbered steps, ways between steps,
// variants, data transfers, and a table for what only people know. Texts are escaped; the same
// routine gives the same bytes. REQUIRES: routine belongs to discovery.
[[nodiscard]] std::string RenderProcessDocument(const Discovery& discovery, const Routine& routine,
                                                const ProcessDocumentText& text);

// The routine's directly-follows graph from left to right, main path in one row.
[[nodiscard]] std::string RenderMapSvg(const Discovery& discovery, const Routine& routine);

}  // namespace adit
