// Script: how a piece of work is done, as a tree of steps with options, alternatives, repetitions
// and free orders, and its expansion into the steps of one instance.
#pragma once

#include <cstdint>
#include <vector>

#include "agent/simulate/case_values.h"
#include "common/base/random.h"

namespace adit::simulate {

enum class StepKind : uint8_t {
  kLook,  // bring the screen up and read it
  kEdit,  // type into a field
  kCopy,  // mark and copy
  kPaste,
  kPress,     // button, link or menu entry
  kPick,      // list row, cell, tab
  kToggle,    // check box
  kPassword,  // type into a password field
  kOpenFile,
  kSaveFile,
  kPrint,
  kCloseWindow,
  kNextRow,      // no event: another row, page, amount
  kNextSubject,  // no event: another party, document, topic
};

// One step; numbers belong to the Office that compiled the script.
struct Step {
  StepKind kind = StepKind::kLook;
  uint8_t screen = 0;
  uint16_t element = 0;
  Field value = Field::kNone;  // what is typed, copied or pasted
};

struct Script {
  enum class Kind : uint8_t { kStep, kSequence, kMaybe, kEither, kTimes, kAnyOrder };
  Kind kind = Kind::kSequence;
  Step step;
  uint32_t low = 0;               // kMaybe: permille; kTimes: least
  uint32_t high = 0;              // kTimes: most
  std::vector<uint32_t> weights;  // kEither: one a child; the first is the main path
  std::vector<Script> children;
};

// What makes two instances of one script differ.
struct Temper {
  uint64_t habit_seed = 0;  // a person's own way: the same alternative again and again
  uint32_t variants_permille = 0;
  uint32_t error_permille = 0;
};

// Appends the steps of one instance, with rework where something goes wrong.
void Expand(const Script& script, const Temper& temper, Random& random, std::vector<Step>& steps);

}  // namespace adit::simulate
