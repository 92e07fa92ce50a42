#include <windows.h>

#include <algorithm>

#include "agent/windows/accessible_reader.h"
#include "common/event/ui_event.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

constexpr int kTries = 5;
constexpr DWORD kWaitMs = 20;

// What password managers put beside a secret.
bool IsMarkedPrivate() {
  for (const wchar_t* const mark :
       {L"ExcludeClipboardContentFromMonitorProcessing", L"Clipboard Viewer Ignore"}) {
    if (IsClipboardFormatAvailable(RegisterClipboardFormatW(mark))) return true;
  }
  return false;
}

ContentKind KindOf() {
  if (IsClipboardFormatAvailable(CF_HDROP)) return ContentKind::kFiles;
  if (IsClipboardFormatAvailable(RegisterClipboardFormatW(L"XML Spreadsheet")))
    return ContentKind::kCells;
  if (IsClipboardFormatAvailable(CF_UNICODETEXT)) return ContentKind::kText;
  if (IsClipboardFormatAvailable(CF_DIB) || IsClipboardFormatAvailable(CF_BITMAP))
    return ContentKind::kImage;
  return ContentKind::kOther;
}

}  // namespace

ClipboardSnapshot ReadClipboard() {
  ClipboardSnapshot content;
  content.is_private = IsMarkedPrivate();
  if (content.is_private) return content;
  content.kind = KindOf();
  if (!IsClipboardFormatAvailable(CF_UNICODETEXT)) return content;
  bool open = false;
  for (int i = 0; i < kTries && !open; ++i) {
    open = OpenClipboard(nullptr) != 0;
    if (!open) Sleep(kWaitMs);
  }
  if (!open) return content;
  if (const HANDLE data = GetClipboardData(CF_UNICODETEXT)) {
    if (const auto* text = static_cast<const wchar_t*>(GlobalLock(data))) {
      const size_t room = GlobalSize(data) / sizeof(wchar_t);
      const size_t length = wcsnlen(text, room);
      content.size_bytes = length;
      content.text = ToUtf8({text, std::min<size_t>(length, kMaxTextBytes)});
      GlobalUnlock(data);
    }
  }
  CloseClipboard();
  return content;
}

}  // namespace adit
