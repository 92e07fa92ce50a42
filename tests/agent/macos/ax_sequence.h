// AxSequence: plays a written sequence of macOS notices and answers through AxWatch and compares
// the events that come out with those the file expects. The form is told in sequences/README.md.
#pragma once

#include <string>
#include <vector>

namespace adit {

struct PlayedSequence {
  std::vector<std::string> expected;
  std::vector<std::string> told;
  std::string problem;         // "FILE:LINE: …" when the file cannot be played
  int questions = 0;           // to other programs
  bool canary_leaked = false;  // a text with CANARY is in an event
};
[[nodiscard]] PlayedSequence PlayAxSequence(const std::string& path);

}  // namespace adit
