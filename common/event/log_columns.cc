#include "common/event/log_columns.h"

#include <cstdio>

namespace adit {

LogColumns ToLogColumns(const EventRecord& record) {
  LogColumns columns;
  columns.app = record.app_name.empty() ? record.app_executable : record.app_name;
  columns.window = record.document.find("://") != std::string::npos || record.window_title.empty()
                       ? record.document
                       : record.window_title;
  if (record.fields.action == ActionType::kCommand) {
    columns.element = record.detail;
  } else if (!record.element_name.empty()) {
    columns.element = record.element_name;
  } else if (!record.element_id.empty()) {
    columns.element = record.element_id;
  } else {
    columns.element = record.element_role.empty() ? record.detail : record.element_role;
  }
  columns.action = ActionTypeName(record.fields.action);
  if (record.content_fingerprint != 0) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx",
                  static_cast<unsigned long long>(record.content_fingerprint));
    columns.value = text;
  }
  return columns;
}

}  // namespace adit
