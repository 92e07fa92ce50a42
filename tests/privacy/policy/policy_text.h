// Policy texts for tests: a valid minimum to which a test adds what it is about.
#pragma once

#include <string>

namespace adit {

// `more` are further members, each ending in nothing ("\"hosts\": {…}").
inline std::string PolicyText(const std::string& more = "", int version = 1,
                              const std::string& expires = "2099-01-01T00:00:00Z") {
  return R"({"format": 1, "id": "test", "version": )" + std::to_string(version) +
         R"(, "expires": ")" + expires + R"(", "legal": {"basis": "test", "information": "test"})" +
         (more.empty() ? "" : ", " + more) + "}";
}

}  // namespace adit
