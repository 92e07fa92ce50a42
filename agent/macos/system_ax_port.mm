#include "agent/macos/system_ax_port.h"

#import <AppKit/AppKit.h>
#import <ApplicationServices/ApplicationServices.h>
#import <Carbon/Carbon.h>

#include <algorithm>
#include <map>
#include <utility>

#include "agent/macos/cf_text.h"
#include "common/crypto/secret.h"
#include "common/event/ui_event.h"

namespace adit {
namespace {

constexpr CFIndex kShapeChars = 256;

AxOutcome OutcomeOf(AXError error) {
  switch (error) {
    case kAXErrorSuccess:
      return AxOutcome::kOk;
    case kAXErrorCannotComplete:
      return AxOutcome::kNoAnswer;
    case kAXErrorAPIDisabled:
      return AxOutcome::kNotAllowed;
    case kAXErrorNotImplemented:
    case kAXErrorNotificationUnsupported:
      return AxOutcome::kUnsupported;
    default:
      return AxOutcome::kNothing;
  }
}

AXUIElementRef Element(const AxHandle& handle) {
  return static_cast<AXUIElementRef>(const_cast<void*>(handle.get()));
}

// Takes over one reference.
AxHandle Own(CFTypeRef element) {
  return AxHandle(element, [](const void* owned) { CFRelease(owned); });
}

CfRef<CFTypeRef> Attribute(AXUIElementRef element, CFStringRef name, AXError& error) {
  CFTypeRef value = nullptr;
  error = AXUIElementCopyAttributeValue(element, name, &value);
  return CfRef<CFTypeRef>(error == kAXErrorSuccess ? value : nullptr);
}

bool IsElement(CFTypeRef object) {
  return object != nullptr && CFGetTypeID(object) == AXUIElementGetTypeID();
}

// One question for several attributes; those that are missing come as other types and read as "".
AxOutcome Texts(AXUIElementRef element, std::initializer_list<CFStringRef> names,
                std::initializer_list<std::string*> texts) {
  const CfRef<CFArrayRef> wanted(CFArrayCreate(
      kCFAllocatorDefault, reinterpret_cast<const void**>(const_cast<CFStringRef*>(names.begin())),
      static_cast<CFIndex>(names.size()), &kCFTypeArrayCallBacks));
  CFArrayRef found = nullptr;
  const AXError error = AXUIElementCopyMultipleAttributeValues(
      element, wanted.get(), static_cast<AXCopyMultipleAttributeOptions>(0), &found);
  if (error != kAXErrorSuccess || found == nullptr) return OutcomeOf(error);
  const CfRef<CFArrayRef> values(found);
  CFIndex i = 0;
  for (std::string* const text : texts) {
    if (i < CFArrayGetCount(found)) *text = CfText(CFArrayGetValueAtIndex(found, i), kMaxTextBytes);
    ++i;
  }
  return AxOutcome::kOk;
}

struct Observed {
  CfRef<AXObserverRef> observer;
  CfRef<AXUIElementRef> application;
};

class SystemAxPort final : public AxPort {
 public:
  explicit SystemAxPort(std::function<void(AxNotice, int32_t, AxHandle)> on_notice)
      : on_notice_(std::move(on_notice)) {
    const CfRef<AXUIElementRef> everything(AXUIElementCreateSystemWide());
    // For every element that has no time of its own.
    AXUIElementSetMessagingTimeout(everything.get(), kAxMessagingTimeoutMs / 1000.0F);
  }
  ~SystemAxPort() override {
    while (!observed_.empty()) Detach(observed_.begin()->first);
  }

  bool IsTrusted() override { return AXIsProcessTrusted(); }
  bool SecureInputIsOn() override { return IsSecureEventInputEnabled(); }

  int64_t IdleMicros() override {
    const double seconds = CGEventSourceSecondsSinceLastEventType(
        kCGEventSourceStateCombinedSessionState, kCGAnyInputEventType);
    return static_cast<int64_t>(std::clamp(seconds, 0.0, 1e9) * 1e6);
  }

  AxPasteboard Pasteboard() override {
    @autoreleasepool {
      NSPasteboard* const board = [NSPasteboard generalPasteboard];
      AxPasteboard state;
      state.change_count = board.changeCount;
      NSArray<NSPasteboardType>* const types = board.types;
      for (NSString* const secret in @[
             @"org.nspasteboard.ConcealedType", @"org.nspasteboard.TransientType",
             @"com.agilebits.onepassword"
           ]) {
        state.is_private = state.is_private || [types containsObject:secret];
      }
      if ([types containsObject:NSPasteboardTypeFileURL]) {
        state.kind = ContentKind::kFiles;
      } else if ([types containsObject:NSPasteboardTypeTabularText]) {
        state.kind = ContentKind::kCells;
      } else if ([types containsObject:NSPasteboardTypeString]) {
        state.kind = ContentKind::kText;
      } else if ([types containsObject:NSPasteboardTypePNG] ||
                 [types containsObject:NSPasteboardTypeTIFF]) {
        state.kind = ContentKind::kImage;
      }
      return state;
    }
  }

  bool Same(const AxHandle& a, const AxHandle& b) override {
    return a && b ? CFEqual(a.get(), b.get()) : a == b;
  }

  AxOutcome Attach(int32_t pid) override {
    AXObserverRef made = nullptr;
    if (const AXError error = AXObserverCreate(pid, OnNotice, &made); error != kAXErrorSuccess) {
      return OutcomeOf(error);
    }
    Observed observed{CfRef<AXObserverRef>(made),
                      CfRef<AXUIElementRef>(AXUIElementCreateApplication(pid))};
    AXUIElementSetMessagingTimeout(observed.application.get(), kAxMessagingTimeoutMs / 1000.0F);
    int subscribed = 0;
    for (const auto& [name, notice] : kAxNotices) {
      const CfRef<CFStringRef> text = CfString(std::string(name));
      const AXError error =
          AXObserverAddNotification(made, observed.application.get(), text.get(), this);
      // Without an answer to one there is none to the next, and each would cost its time.
      if (error == kAXErrorCannotComplete || error == kAXErrorAPIDisabled) return OutcomeOf(error);
      if (error == kAXErrorSuccess || error == kAXErrorNotificationAlreadyRegistered) ++subscribed;
    }
    if (subscribed == 0) return AxOutcome::kUnsupported;
    CFRunLoopAddSource(CFRunLoopGetMain(), AXObserverGetRunLoopSource(made), kCFRunLoopDefaultMode);
    observed_.insert_or_assign(pid, std::move(observed));
    return AxOutcome::kOk;
  }

  // Waits for a notice that is being delivered, so that none arrives afterwards.
  void Detach(int32_t pid) override {
    const auto found = observed_.find(pid);
    if (found == observed_.end()) return;
    const CFRunLoopSourceRef source = AXObserverGetRunLoopSource(found->second.observer.get());
    const auto remove = ^{
      CFRunLoopRemoveSource(CFRunLoopGetMain(), source, kCFRunLoopDefaultMode);
    };
    if ([NSThread isMainThread]) {
      remove();
    } else {
      dispatch_sync(dispatch_get_main_queue(), remove);
    }
    observed_.erase(found);
  }

  AxOutcome FocusedWindow(int32_t pid, AxWindowFacts& facts) override {
    AxHandle window;
    const AxOutcome outcome = Focused(pid, kAXFocusedWindowAttribute, window);
    return outcome == AxOutcome::kOk ? ReadWindow(window, facts) : outcome;
  }

  AxOutcome FocusedElement(int32_t pid, AxHandle& element) override {
    return Focused(pid, kAXFocusedUIElementAttribute, element);
  }

  AxOutcome ReadWindow(const AxHandle& window, AxWindowFacts& facts) override {
    facts.handle = window;
    return Texts(Element(window), {kAXSubroleAttribute, kAXTitleAttribute, kAXDocumentAttribute},
                 {&facts.subrole, &facts.title, &facts.document});
  }

  AxOutcome ReadElement(const AxHandle& handle, AxElementFacts& facts) override {
    const AXUIElementRef element = Element(handle);
    const AxOutcome outcome =
        Texts(element,
              {kAXRoleAttribute, kAXSubroleAttribute, kAXTitleAttribute, kAXDescriptionAttribute,
               kAXIdentifierAttribute},
              {&facts.role, &facts.subrole, &facts.title, &facts.description, &facts.identifier});
    if (outcome != AxOutcome::kOk || !facts.title.empty() || !facts.description.empty()) {
      return facts.role.empty() && outcome == AxOutcome::kOk ? AxOutcome::kNothing : outcome;
    }
    AXError error = kAXErrorSuccess;
    const auto label = Attribute(element, kAXTitleUIElementAttribute, error);
    if (IsElement(label.get())) {
      const auto text =
          Attribute(static_cast<AXUIElementRef>(label.get()), kAXValueAttribute, error);
      facts.title = CfText(text.get(), kMaxTextBytes);
    }
    return error == kAXErrorCannotComplete ? AxOutcome::kNoAnswer : AxOutcome::kOk;
  }

  // The length is told by the program; of the text no more is fetched than its class needs.
  AxOutcome ReadShape(const AxHandle& handle, ValueShape& shape) override {
    const AXUIElementRef element = Element(handle);
    AXError error = kAXErrorSuccess;
    const auto count = Attribute(element, kAXNumberOfCharactersAttribute, error);
    if (count == nullptr || CFGetTypeID(count.get()) != CFNumberGetTypeID()) {
      return error == kAXErrorSuccess ? AxOutcome::kNothing : OutcomeOf(error);
    }
    int64_t chars = 0;
    CFNumberGetValue(static_cast<CFNumberRef>(count.get()), kCFNumberSInt64Type, &chars);
    chars = std::max<int64_t>(chars, 0);
    std::string value;
    if (chars > 0) {
      const CFRange range = CFRangeMake(0, std::min<CFIndex>(chars, kShapeChars));
      const CfRef<AXValueRef> wanted(AXValueCreate(kAXValueTypeCFRange, &range));
      CFTypeRef text = nullptr;
      error = AXUIElementCopyParameterizedAttributeValue(
          element, kAXStringForRangeParameterizedAttribute, wanted.get(), &text);
      const CfRef<CFTypeRef> owned(error == kAXErrorSuccess ? text : nullptr);
      if (owned == nullptr) return OutcomeOf(error);
      value = CfText(text, kShapeChars * 4);
    }
    shape = ShapeOfValue(value);
    shape.length_bucket = SizeBucket(static_cast<uint64_t>(chars));
    crypto::Wipe({reinterpret_cast<uint8_t*>(value.data()), value.size()});
    return AxOutcome::kOk;
  }

 private:
  static void OnNotice(AXObserverRef, AXUIElementRef element, CFStringRef name, void* self) {
    const std::string text = CfText(name, 64);
    for (const auto& [known, notice] : kAxNotices) {
      if (text != known) continue;
      pid_t pid = 0;
      if (AXUIElementGetPid(element, &pid) != kAXErrorSuccess) return;
      static_cast<SystemAxPort*>(self)->on_notice_(notice, pid, Own(CFRetain(element)));
      return;
    }
  }

  [[nodiscard]] AxOutcome Focused(int32_t pid, CFStringRef attribute, AxHandle& handle) {
    const CfRef<AXUIElementRef> application(AXUIElementCreateApplication(pid));
    AXUIElementSetMessagingTimeout(application.get(), kAxMessagingTimeoutMs / 1000.0F);
    AXError error = kAXErrorSuccess;
    CfRef<CFTypeRef> found = Attribute(application.get(), attribute, error);
    if (!IsElement(found.get())) {
      return error == kAXErrorSuccess ? AxOutcome::kNothing : OutcomeOf(error);
    }
    handle = Own(found.release());
    return AxOutcome::kOk;
  }

  const std::function<void(AxNotice, int32_t, AxHandle)> on_notice_;
  std::map<int32_t, Observed> observed_;
};

}  // namespace

std::unique_ptr<AxPort> MakeSystemAxPort(
    std::function<void(AxNotice, int32_t, AxHandle)> on_notice) {
  return std::make_unique<SystemAxPort>(std::move(on_notice));
}

}  // namespace adit
