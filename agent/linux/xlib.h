// Xlib without the macro that would turn our Status into an int. Sources only: Xlib defines many more.
#pragma once

#include <X11/Xlib.h>

#undef Status
