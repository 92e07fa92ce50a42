#include "agent/windows/automation_reader.h"

// clang-format off
#include <windows.h>
#include <initguid.h>
#include <uiautomationclient.h>  // of wine: that of mingw declares no interface
// clang-format on

#include <algorithm>

#include "agent/windows/automation_role.h"
#include "common/event/ui_event.h"
#include "common/io/windows_text.h"

namespace adit {
namespace {

template <typename Interface>
struct Release {
  void operator()(Interface* object) const { object->Release(); }
};
template <typename Interface>
using Owned = std::unique_ptr<Interface, Release<Interface>>;

std::string TakeText(BSTR text) {
  if (text == nullptr) return {};
  std::string out = ToUtf8({text, std::min<size_t>(SysStringLen(text), kMaxTextBytes)});
  SecureZeroMemory(text, SysStringLen(text) * sizeof(wchar_t));
  SysFreeString(text);
  return out;
}

class SystemAutomation final : public AutomationReader {
 public:
  SystemAutomation(Owned<IUIAutomation2> automation, Owned<IUIAutomationCacheRequest> wanted)
      : automation_(std::move(automation)), wanted_(std::move(wanted)) {}

  std::optional<ElementSnapshot> Focused(uint64_t window) override {
    IUIAutomationElement* found = nullptr;
    if (FAILED(automation_->GetFocusedElementBuildCache(wanted_.get(), &found)) ||
        found == nullptr) {
      return std::nullopt;
    }
    return Describe(Owned<IUIAutomationElement>(found), window);
  }

  std::optional<ElementSnapshot> At(int x, int y, uint64_t window) override {
    IUIAutomationElement* found = nullptr;
    if (FAILED(automation_->ElementFromPointBuildCache({x, y}, wanted_.get(), &found)) ||
        found == nullptr) {
      return std::nullopt;
    }
    return Describe(Owned<IUIAutomationElement>(found), window);
  }

 private:
  // Everything comes from the cache of the one answer.
  static std::optional<ElementSnapshot> Describe(const Owned<IUIAutomationElement>& found,
                                                 uint64_t window) {
    int process = 0;
    DWORD expected = 0;
    GetWindowThreadProcessId(reinterpret_cast<HWND>(window), &expected);
    if (FAILED(found->get_CachedProcessId(&process)) || static_cast<DWORD>(process) != expected) {
      return std::nullopt;
    }
    ElementSnapshot element;
    CONTROLTYPEID type = 0;
    BOOL password = TRUE;
    if (FAILED(found->get_CachedControlType(&type))) return std::nullopt;
    element.role = RoleOfAutomation(type);
    // What cannot be told is treated as a password field.
    element.is_protected = FAILED(found->get_CachedIsPassword(&password)) || password;
    if (element.is_protected) return element;
    BSTR text = nullptr;
    if (SUCCEEDED(found->get_CachedAutomationId(&text))) element.id = TakeText(text);
    text = nullptr;
    if (SUCCEEDED(found->get_CachedName(&text))) element.name = TakeText(text);
    text = nullptr;
    if (SUCCEEDED(found->get_CachedClassName(&text))) element.path = TakeText(text);
    return element;
  }

  const Owned<IUIAutomation2> automation_;
  const Owned<IUIAutomationCacheRequest> wanted_;
};

}  // namespace

std::unique_ptr<AutomationReader> AutomationReader::Create() {
  IUIAutomation2* made = nullptr;
  if (FAILED(CoCreateInstance(CLSID_CUIAutomation8, nullptr, CLSCTX_INPROC_SERVER,
                              IID_IUIAutomation2, reinterpret_cast<void**>(&made)))) {
    return nullptr;
  }
  Owned<IUIAutomation2> automation(made);
  // Without these a hung program holds the caller for 20 s.
  if (FAILED(automation->put_ConnectionTimeout(kAutomationConnectMs)) ||
      FAILED(automation->put_TransactionTimeout(kAutomationAnswerMs))) {
    return nullptr;
  }
  IUIAutomationCacheRequest* request = nullptr;
  if (FAILED(automation->CreateCacheRequest(&request))) return nullptr;
  Owned<IUIAutomationCacheRequest> wanted(request);
  for (const PROPERTYID property :
       {UIA_ProcessIdPropertyId, UIA_ControlTypePropertyId, UIA_IsPasswordPropertyId,
        UIA_AutomationIdPropertyId, UIA_NamePropertyId, UIA_ClassNamePropertyId}) {
    if (FAILED(wanted->AddProperty(property))) return nullptr;
  }
  // No way back to the element: nobody can ask it again by accident.
  if (FAILED(wanted->put_AutomationElementMode(AutomationElementMode_None))) return nullptr;
  return std::make_unique<SystemAutomation>(std::move(automation), std::move(wanted));
}

}  // namespace adit
