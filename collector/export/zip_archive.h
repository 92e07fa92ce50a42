// ZipArchive: files in one ZIP without compression, as office documents need it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

// The same files give the same bytes: no times are written. APPNOTE.TXT 6.3.3.
class ZipArchive {
 public:
  // REQUIRES: less than 4 GiB in all; names are ASCII.
  void Add(std::string_view name, std::string_view content);
  // The whole archive.
  [[nodiscard]] std::string Finish() const;

 private:
  struct Entry {
    std::string name;
    uint32_t crc = 0;
    uint32_t size = 0;
    uint32_t offset = 0;
  };
  std::string data_;
  std::vector<Entry> entries_;
};

}  // namespace adit
