#include "agent/linux/chord_name.h"

#include <string_view>

namespace adit {
namespace {

constexpr uint32_t kEscape = 0xFF1B;
constexpr uint32_t kF1 = 0xFFBE;
constexpr uint32_t kF24 = 0xFFD5;

struct NamedKey {
  uint32_t keysym;
  std::string_view name;
};

// Values of X11/keysymdef.h, spelled out so that this file needs no display.
constexpr NamedKey kNamedKeys[] = {
    {0x0020, "Space"},  {0xFF08, "Backspace"}, {0xFF09, "Tab"},      {0xFE20, "Tab"},
    {0xFF0D, "Enter"},  {0xFF8D, "Enter"},     {kEscape, "Escape"},   {0xFFFF, "Delete"},
    {0xFF50, "Home"},   {0xFF51, "Left"},      {0xFF52, "Up"},       {0xFF53, "Right"},
    {0xFF54, "Down"},   {0xFF55, "PageUp"},    {0xFF56, "PageDown"}, {0xFF57, "End"},
    {0xFF63, "Insert"}, {0xFF61, "Print"},     {0x002B, "Plus"},     {0x002D, "Minus"},
    {0x002C, "Comma"},  {0x002E, "Period"},    {0x002F, "Slash"},
};

std::string KeyName(uint32_t keysym) {
  if (keysym >= 'a' && keysym <= 'z') return std::string(1, static_cast<char>(keysym - 'a' + 'A'));
  if ((keysym >= 'A' && keysym <= 'Z') || (keysym >= '0' && keysym <= '9')) {
    return std::string(1, static_cast<char>(keysym));
  }
  if (keysym >= kF1 && keysym <= kF24) return "F" + std::to_string(keysym - kF1 + 1);
  for (const NamedKey& key : kNamedKeys) {
    if (key.keysym == keysym) return std::string(key.name);
  }
  return {};
}

}  // namespace

std::optional<std::string> ChordName(uint32_t keysym, const ChordModifiers& modifiers) {
  if (modifiers.level3 || !(modifiers.control || modifiers.alt || modifiers.super))
    return std::nullopt;
  const std::string key = KeyName(keysym);
  if (key.empty()) return std::nullopt;
  std::string name;
  if (modifiers.control) name += "Ctrl+";
  if (modifiers.alt) name += "Alt+";
  if (modifiers.super) name += "Super+";
  if (modifiers.shift) name += "Shift+";
  return name + key;
}

std::optional<std::string> FunctionKeyName(uint32_t keysym, bool shift) {
  if (keysym != kEscape && (keysym < kF1 || keysym > kF24)) return std::nullopt;
  return (shift ? "Shift+" : "") + KeyName(keysym);
}

}  // namespace adit
