#include "agent/linux/file_dialog.h"

#include <algorithm>
#include <iterator>

namespace adit {
namespace {

constexpr size_t kMaxEndingBytes = 8;

// Sorted. A closed list: what stands after the last dot of a name may be anything, also a person's
// name.
constexpr std::string_view kFileTypes[] = {
    "7z",   "accdb", "ai",   "avi",  "bak",  "bat",  "bin",   "bmp",  "bz2",  "c",    "cc",   "cfg",
    "conf", "cpp",   "cs",   "css",  "csv",  "dat",  "db",    "dbf",  "deb",  "doc",  "docm", "docx",
    "dot",  "dotx",  "dwg",  "dxf",  "eml",  "eps",  "epub",  "exe",  "gif",  "go",   "gz",   "h",
    "htm",  "html",  "ics",  "idoc", "ini",  "iso",  "jar",   "java", "jpeg", "jpg",  "js",   "json",
    "key",  "log",   "md",   "mdb",  "mov",  "mp3",  "mp4",   "mpg",  "msg",  "msi",  "numbers",
    "odb",  "odg",   "odp",  "ods",  "odt",  "ofx",  "ogg",   "ost",  "otp",  "ots",  "ott",  "p7m",
    "pages", "pdf",  "pem",  "php",  "png",  "pot",  "potx",  "pps",  "ppsx", "ppt",  "pptm", "pptx",
    "ps",   "pst",   "py",   "rar",  "rb",   "rpm",  "rtf",   "sh",   "sql",  "sqlite", "svg", "tar",
    "tex",  "tif",   "tiff", "toml", "ts",   "tsv",  "txt",   "vcf",  "vsd",  "vsdx", "wav",  "webp",
    "xls",  "xlsb",  "xlsm", "xlsx", "xltx", "xml",  "xps",   "xsd",  "xslt", "yaml", "yml",  "zip",
};
static_assert(std::is_sorted(std::begin(kFileTypes), std::end(kFileTypes)));

// Lower-case; a mnemonic's underscore is taken off before.
constexpr std::string_view kCancelLabels[] = {
    "cancel",  "abbrechen", "annuler", "cancelar",  "annulla", "annuleren",
    "anuluj",  "avbryt",    "annullér", "zrušit",   "отмена",  "close",
    "peruuta", "schließen", "キャンセル", "取消",
};

std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

std::string FilePatternOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || name.size() - dot - 1 > kMaxEndingBytes) return {};
  const std::string ending = AsciiLower(name.substr(dot + 1));
  if (!std::binary_search(std::begin(kFileTypes), std::end(kFileTypes), ending)) return {};
  return "*." + ending;
}

bool IsCancelLabel(std::string_view label) {
  std::string lower = AsciiLower(label);
  std::erase(lower, '_');
  return std::find(std::begin(kCancelLabels), std::end(kCancelLabels), lower) !=
         std::end(kCancelLabels);
}

}  // namespace adit
