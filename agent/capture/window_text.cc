#include "agent/capture/window_text.h"

#include <algorithm>

#include "common/base/utf8.h"

namespace adit {
namespace {

constexpr size_t kMaxClassBytes = 256;

// Lower-case; non-ASCII letters as browsers write them in the middle of a word.
constexpr std::string_view kPrivateMarks[] = {
    "incognito",
    "inkognito",
    "inprivate",
    "private browsing",
    "privater modus",
    "privates fenster",
    "navigation privée",
    "navegación privada",
    "navegação privada",
    "navegação anónima",
    "navegação anônima",
    "navigazione anonima",
    "navigazione in incognito",
    "incógnito",
    "privénavigatie",
    "privé-venster",
    "tryb prywatny",
    "prywatn",
    "privat browsing",
    "privat surfning",
    "приватн",
    "инкогнито",
    "プライベート",
    "シークレット",
    "隐私",
    "无痕",
    "private window",
    "private mode",
};

struct DialogTitle {
  std::string_view beginning;  // lower-case
  DialogKind kind;
};
constexpr DialogTitle kDialogTitles[] = {
    {"open", DialogKind::kOpen},
    {"öffnen", DialogKind::kOpen},
    {"Öffnen", DialogKind::kOpen},
    {"datei öffnen", DialogKind::kOpen},
    {"ouvrir", DialogKind::kOpen},
    {"abrir", DialogKind::kOpen},
    {"apri", DialogKind::kOpen},
    {"openen", DialogKind::kOpen},
    {"otwórz", DialogKind::kOpen},
    {"select a file", DialogKind::kOpen},
    {"choose a file", DialogKind::kOpen},
    {"file upload", DialogKind::kOpen},
    {"save", DialogKind::kSave},
    {"speichern", DialogKind::kSave},
    {"datei speichern", DialogKind::kSave},
    {"enregistrer", DialogKind::kSave},
    {"guardar", DialogKind::kSave},
    {"salva", DialogKind::kSave},
    {"opslaan", DialogKind::kSave},
    {"zapisz", DialogKind::kSave},
    {"export", DialogKind::kSave},
    {"print", DialogKind::kPrint},
    {"drucken", DialogKind::kPrint},
    {"imprim", DialogKind::kPrint},
    {"stampa", DialogKind::kPrint},
    {"afdrukken", DialogKind::kPrint},
    {"drukuj", DialogKind::kPrint},
};

}  // namespace

std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string CleanText(std::string_view text, size_t max_bytes) {
  // More than this can never survive the cut, so a giant property costs nothing.
  text = TruncateUtf8(text, max_bytes * 4);
  const bool utf8 = IsValidUtf8(text);
  std::string clean;
  clean.reserve(std::min(max_bytes, text.size()));
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      clean += ' ';
    } else if (utf8 || byte < 0x80) {
      clean += c;
    } else {
      AppendUtf8(clean, byte);
    }
  }
  return std::string(TruncateUtf8(clean, max_bytes));
}

WindowClass ParseWindowClass(std::string_view property) {
  const auto take = [&property] {
    const size_t end = std::min(property.find('\0'), property.size());
    std::string part = CleanText(property.substr(0, end), kMaxClassBytes);
    property.remove_prefix(std::min(end + 1, property.size()));
    return part;
  };
  WindowClass parsed;
  parsed.instance = take();
  parsed.name = take();
  return parsed;
}

bool IsPrivateWindowTitle(std::string_view title) {
  const std::string lower = AsciiLower(title);
  for (const std::string_view mark : kPrivateMarks) {
    if (lower.find(mark) != std::string::npos) return true;
  }
  return false;
}

bool HidesPrivateWindows(std::string_view class_name) {
  const std::string lower = AsciiLower(class_name);
  for (const std::string_view family :
       {"chrom", "brave", "microsoft-edge", "vivaldi", "opera", "yandex", "thorium"}) {
    if (lower.find(family) != std::string::npos) return true;
  }
  return false;
}

DialogKind DialogKindOfTitle(std::string_view title) {
  if (title.ends_with('?')) return DialogKind::kNone;  // "Save changes before closing?"
  const std::string lower = AsciiLower(title);
  for (const DialogTitle& known : kDialogTitles) {
    if (lower.starts_with(known.beginning) ||
        std::string_view(title).starts_with(known.beginning)) {
      return known.kind;
    }
  }
  return DialogKind::kNone;
}

}  // namespace adit
