#include "agent/linux/x11_clipboard.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/extensions/Xfixes.h>

#include <cstring>
#include <string_view>
#include <utility>

#include "common/base/utf8.h"
#include "common/event/ui_event.h"

#undef Status

namespace adit {
namespace {

constexpr size_t kMaxTargetsBytes = 1024;

}  // namespace

X11Clipboard::X11Clipboard(X11Display& display, std::function<void()> copied)
    : display_(display),
      copied_(std::move(copied)),
      clipboard_(display.Intern("CLIPBOARD")),
      targets_(display.Intern("TARGETS")),
      utf8_(display.Intern("UTF8_STRING")),
      property_(display.Intern("ADIT_CLIPBOARD")),
      incr_(display.Intern("INCR")),
      files_(display.Intern("text/uri-list")),
      gnome_files_(display.Intern("x-special/gnome-copied-files")),
      hint_(display.Intern("x-kde-passwordManagerHint")),
      cells_(display.Intern(
          "application/x-openoffice-embed-source-xml;windows_formatname=\"Star Embed "
          "Source (XML)\"")) {}

X11Clipboard::~X11Clipboard() {
  if (window_ != 0 && !display_.lost()) XDestroyWindow(display_.get(), window_);
}

Status X11Clipboard::Start() {
  int error = 0;
  if (!XFixesQueryExtension(display_.get(), &xfixes_event_, &error)) {
    return Unavailable("the X server has no XFixes extension: copies cannot be seen");
  }
  window_ = XCreateSimpleWindow(display_.get(), display_.root(), -1, -1, 1, 1, 0, 0, 0);
  XFixesSelectSelectionInput(display_.get(), window_, clipboard_,
                             XFixesSetSelectionOwnerNotifyMask);
  XFlush(display_.get());
  return OkStatus();
}

bool X11Clipboard::Read(OnContent done, int64_t now_us) {
  if (requests_.size() >= kMaxClipboardRequests) return false;
  requests_.push_back({std::move(done), now_us + kClipboardDeadlineUs, {}});
  if (requests_.size() == 1) Next();
  return true;
}

void X11Clipboard::Next() {
  if (!requests_.empty()) Ask(targets_);
}

void X11Clipboard::Ask(X11Atom target) {
  asked_ = target;
  XConvertSelection(display_.get(), clipboard_, target, property_, window_, CurrentTime);
  XFlush(display_.get());
}

void X11Clipboard::Answer() {
  Request request = std::move(requests_.front());
  requests_.pop_front();
  asked_ = 0;
  request.done(std::move(request.content));
  Next();
}

bool X11Clipboard::Handle(const _XEvent& event, int64_t now_us) {
  if (event.type == xfixes_event_ + XFixesSelectionNotify) {
    const auto& change = reinterpret_cast<const XFixesSelectionNotifyEvent&>(event);
    if (change.selection == clipboard_ && change.owner != None && change.owner != window_)
      copied_();
    return true;
  }
  if (event.type != SelectionNotify || event.xselection.requestor != window_) return false;
  Tick(now_us);
  // An answer to a request that was given up must not be taken for the next one's.
  if (requests_.empty() || event.xselection.target != asked_) return true;
  if (event.xselection.property == None) {
    Answer();
  } else if (asked_ == targets_) {
    OnTargets();
  } else {
    OnText();
  }
  return true;
}

void X11Clipboard::OnTargets() {
  const auto list = display_.ReadProperty(window_, property_, kMaxTargetsBytes);
  ClipboardContent& content = requests_.front().content;
  bool text = false;
  content.kind = ContentKind::kOther;
  for (size_t at = 0; list && at + sizeof(Atom) <= list->size(); at += sizeof(Atom)) {
    Atom target = None;
    std::memcpy(&target, list->data() + at, sizeof(target));
    text = text || target == utf8_ || target == XA_STRING;
    content.secret = content.secret || target == hint_;
    if (target == files_ || target == gnome_files_) content.kind = ContentKind::kFiles;
    if (target == cells_) content.kind = ContentKind::kCells;
    if (target == XA_PIXMAP || target == XA_BITMAP) content.kind = ContentKind::kImage;
  }
  XDeleteProperty(display_.get(), window_, property_);
  if (content.kind == ContentKind::kOther && text) content.kind = ContentKind::kText;
  if (content.secret || !text) return Answer();
  Ask(utf8_);
}

void X11Clipboard::OnText() {
  Atom type = None;
  int format = 0;
  unsigned long items = 0;
  unsigned long left = 0;
  unsigned char* value = nullptr;
  const int outcome = XGetWindowProperty(display_.get(), window_, property_, 0,
                                         static_cast<long>(kMaxTextBytes / 4), True,
                                         AnyPropertyType, &type, &format, &items, &left, &value);
  ClipboardContent& content = requests_.front().content;
  if (outcome == Success && value != nullptr && format == 8) {
    const std::string_view text(reinterpret_cast<const char*>(value), items);
    content.size_bytes = items + left;
    content.text = std::string(TruncateUtf8(text, kMaxTextBytes));
    explicit_bzero(value, items);
  } else if (outcome == Success && value != nullptr && type == incr_ && format == 32 && items > 0) {
    // The owner wants to send it in pieces; the announced size is all that is needed.
    unsigned long announced = 0;
    std::memcpy(&announced, value, sizeof(announced));
    content.size_bytes = announced;
  }
  if (value != nullptr) XFree(value);
  // A long property is deleted by the server only when it was read to its end.
  XDeleteProperty(display_.get(), window_, property_);
  Answer();
}

void X11Clipboard::Tick(int64_t now_us) {
  while (!requests_.empty() && requests_.front().deadline_us <= now_us) Answer();
}

std::optional<int64_t> X11Clipboard::NextDeadlineUs() const {
  if (requests_.empty()) return std::nullopt;
  return requests_.front().deadline_us;
}

}  // namespace adit
