#include "agent/linux/field_edits.h"

#include <algorithm>

namespace adit {

int64_t FieldEdits::DueUs(const Edit& edit) {
  return std::min(edit.edit.last_change_us + kReadDelayUs, edit.unread_since_us + kLongestUnreadUs);
}

FinishedEdit FieldEdits::Close(const Edit& edit) {
  FinishedEdit finished = edit.edit;
  finished.stale = edit.unread;
  return finished;
}

std::optional<FinishedEdit> FieldEdits::OnTextChanged(const AccessibleRef& field, int64_t now_us) {
  const auto found = std::find_if(edits_.begin(), edits_.end(),
                                  [&](const Edit& e) { return e.edit.field == field; });
  if (found != edits_.end()) {
    found->edit.last_change_us = now_us;
    if (!found->unread) found->unread_since_us = now_us;
    found->unread = true;
    return std::nullopt;
  }
  std::optional<FinishedEdit> evicted;
  if (edits_.size() >= kMaxOpenEdits) {
    evicted = Close(edits_.front());
    edits_.erase(edits_.begin());
  }
  edits_.push_back({{field, now_us, now_us, {}, false}, now_us, true});
  return evicted;
}

std::vector<AccessibleRef> FieldEdits::TakeDueReads(int64_t now_us) {
  std::vector<AccessibleRef> due;
  for (Edit& edit : edits_) {
    if (!edit.unread || DueUs(edit) > now_us) continue;
    edit.unread = false;
    due.push_back(edit.edit.field);
  }
  return due;
}

void FieldEdits::OnShape(const AccessibleRef& field, ValueShape shape) {
  for (Edit& edit : edits_) {
    if (edit.edit.field == field) edit.edit.shape = shape;
  }
}

std::optional<FinishedEdit> FieldEdits::Finish(const AccessibleRef& field) {
  for (auto at = edits_.begin(); at != edits_.end(); ++at) {
    if (at->edit.field != field) continue;
    FinishedEdit finished = Close(*at);
    edits_.erase(at);
    return finished;
  }
  return std::nullopt;
}

std::vector<FinishedEdit> FieldEdits::FinishOthers(const std::string& connection,
                                                   const AccessibleRef& except) {
  std::vector<FinishedEdit> finished;
  std::erase_if(edits_, [&](const Edit& edit) {
    if (edit.edit.field == except) return false;
    if (!connection.empty() && edit.edit.field.connection != connection) return false;
    finished.push_back(Close(edit));
    return true;
  });
  return finished;
}

std::optional<int64_t> FieldEdits::NextReadUs() const {
  std::optional<int64_t> next;
  for (const Edit& edit : edits_) {
    if (edit.unread) next = std::min(next.value_or(DueUs(edit)), DueUs(edit));
  }
  return next;
}

}  // namespace adit
