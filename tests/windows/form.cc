// A small form for the scripted Windows desktop: edit, password, combo box, list, check box,
// button, menu. Its window is at a fixed place, so that a script can click.
#include <windows.h>

#include <initializer_list>

namespace {

constexpr int kEdit = 1001, kPassword = 1002, kCombo = 1003, kList = 1004, kCheck = 1005,
              kSave = 1006;
constexpr int kMenuNew = 2001, kMenuQuit = 2002;

HWND Add(HWND parent, const wchar_t* name, const wchar_t* text, DWORD style, int y, int height,
         int id) {
  return CreateWindowExW(0, name, text, WS_CHILD | WS_VISIBLE | WS_TABSTOP | style, 120, y, 200,
                         height, parent, reinterpret_cast<HMENU>(static_cast<INT_PTR>(id)), nullptr,
                         nullptr);
}

void Label(HWND parent, const wchar_t* text, int y) {
  CreateWindowExW(0, L"STATIC", text, WS_CHILD | WS_VISIBLE, 10, y, 100, 20, parent, nullptr,
                  nullptr, nullptr);
}

LRESULT CALLBACK OnMessage(HWND window, UINT message, WPARAM first, LPARAM second) {
  switch (message) {
    case WM_CREATE: {
      Label(window, L"Customer", 10);
      Add(window, L"EDIT", L"", WS_BORDER, 10, 22, kEdit);
      Label(window, L"Password", 40);
      Add(window, L"EDIT", L"", WS_BORDER | ES_PASSWORD, 40, 22, kPassword);
      Label(window, L"Country", 70);
      const HWND combo = Add(window, L"COMBOBOX", L"", CBS_DROPDOWNLIST, 70, 120, kCombo);
      for (const wchar_t* const one : {L"Austria", L"Belgium"}) {
        SendMessageW(combo, CB_ADDSTRING, 0, reinterpret_cast<LPARAM>(one));
      }
      const HWND list = Add(window, L"LISTBOX", L"", WS_BORDER | LBS_NOTIFY, 100, 60, kList);
      for (const wchar_t* const one : {L"First", L"Second"}) {
        SendMessageW(list, LB_ADDSTRING, 0, reinterpret_cast<LPARAM>(one));
      }
      Add(window, L"BUTTON", L"Express", BS_AUTOCHECKBOX, 170, 22, kCheck);
      Add(window, L"BUTTON", L"Save order", BS_PUSHBUTTON, 200, 26, kSave);
      return 0;
    }
    case WM_COMMAND:
      if (LOWORD(first) == kSave) SetWindowTextW(window, L"Order saved");
      if (LOWORD(first) == kMenuQuit) DestroyWindow(window);
      return 0;
    case WM_SETFOCUS:
      SetFocus(GetDlgItem(window, kEdit));
      return 0;
    case WM_DESTROY:
      PostQuitMessage(0);
      return 0;
    default:
      return DefWindowProcW(window, message, first, second);
  }
}

}  // namespace

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE, wchar_t*, int) {
  WNDCLASSW shape{};
  shape.lpfnWndProc = OnMessage;
  shape.hInstance = instance;
  shape.hbrBackground = reinterpret_cast<HBRUSH>(COLOR_BTNFACE + 1);
  shape.lpszClassName = L"AditTestForm";
  RegisterClassW(&shape);
  const HMENU bar = CreateMenu();
  const HMENU file = CreatePopupMenu();
  AppendMenuW(file, MF_STRING, kMenuNew, L"New order");
  AppendMenuW(file, MF_STRING, kMenuQuit, L"Quit");
  AppendMenuW(bar, MF_POPUP, reinterpret_cast<UINT_PTR>(file), L"File");
  const HWND window = CreateWindowExW(0, L"AditTestForm", L"Order entry", WS_OVERLAPPEDWINDOW, 50,
                                      50, 400, 320, nullptr, bar, instance, nullptr);
  ShowWindow(window, SW_SHOW);
  SetForegroundWindow(window);
  MSG message{};
  while (GetMessageW(&message, nullptr, 0, 0) > 0) {
    if (IsDialogMessageW(window, &message)) continue;  // Tab and Shift+Tab
    TranslateMessage(&message);
    DispatchMessageW(&message);
  }
  return 0;
}
