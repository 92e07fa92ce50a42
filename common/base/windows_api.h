// windows.h before the system headers that need it: the formatter would sort it behind them.
#pragma once

// clang-format off
#include <windows.h>
#include <aclapi.h>
#include <bcrypt.h>
#include <psapi.h>
#include <sddl.h>
#include <shellapi.h>
#include <shlobj.h>
#include <wincrypt.h>
// clang-format on
