#include "collector/cli/discovery_files.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>

#include "collector/reconstruct/csv_reader.h"
#include "common/base/time_text.h"

namespace adit::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Status CannotWrite(const std::string& path) {
  return Unavailable(path + ": cannot be written (" + std::strerror(errno) + ")");
}

// RFC 4180: quoted where a reader would stumble.
std::string CsvField(const std::string& text) {
  if (text.find_first_of(",;\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out + "\"";
}

}  // namespace

Status WriteText(const std::string& path, const std::string& text) {
  errno = 0;
  const File file(std::fopen(path.c_str(), "wb"));
  if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0) {
    return CannotWrite(path);
  }
  return OkStatus();
}

Status WriteEventsCsv(const std::string& path, const EventLog& log, const Discovery& discovery) {
  errno = 0;
  const File file(std::fopen(path.c_str(), "wb"));
  if (!file) return CannotWrite(path);
  std::string text = "seq,user,session,activity,instance,routine\n";
  for (size_t i = 0; i < log.events.size(); ++i) {
    text += std::to_string(log.events[i].sequence) + "," + CsvField(log.strings.At(log.events[i].user)) + "," +
            std::to_string(discovery.event_session[i]) + "," + CsvField(discovery.activities[discovery.event_activity[i]].name) + ",";
    const uint32_t instance = discovery.event_instance[i];
    if (instance != kNoInstance) {
      text += std::to_string(instance) + "," + std::to_string(discovery.instances[instance].routine);
    } else {
      text += ",";
    }
    text += "\n";
    if (text.size() < (1 << 16) && i + 1 < log.events.size()) continue;
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) return CannotWrite(path);
    text.clear();
  }
  return std::fflush(file.get()) == 0 ? OkStatus() : CannotWrite(path);
}

Status WriteInstancesCsv(const std::string& path, const EventLog& log,
                         const Discovery& discovery) {
  const auto time = [](int64_t us) { return us == kNoTime ? std::string() : FormatTime(us); };
  std::string text =
      "instance,routine,variant,user,session,start,end,seconds,confidence,rework,rare_path,slow\n";
  for (size_t i = 0; i < discovery.instances.size(); ++i) {
    const Instance& instance = discovery.instances[i];
    char figures[64];
    std::snprintf(figures, sizeof figures, "%.1f", instance.duration_s);
    const std::string seconds = instance.duration_s < 0 ? "" : figures;
    std::snprintf(figures, sizeof figures, "%.4f,%d,%d,%d", instance.confidence,
                  instance.rework ? 1 : 0, instance.rare_path ? 1 : 0, instance.slow ? 1 : 0);
    text += std::to_string(i) + "," + std::to_string(instance.routine) + "," +
            std::to_string(instance.variant) + "," + CsvField(log.strings.At(instance.user)) + "," +
            std::to_string(instance.session) + "," + time(instance.start_us) + "," +
            time(instance.end_us) + "," + seconds + "," + figures + "\n";
  }
  return WriteText(path, text);
}

Result<Segmentation> ReadEventsCsv(const std::string& path, const EventLog& log) {
  ADIT_ASSIGN_OR_RETURN(const std::unique_ptr<TextSource> source, TextSource::Open(path));
  CsvReader reader(*source);
  std::vector<std::string> fields;
  ADIT_RETURN_IF_ERROR(reader.ReadHeader(fields));
  std::map<std::string, size_t> column;
  for (size_t i = 0; i < fields.size(); ++i) column[fields[i]] = i;
  if (column.count("seq") == 0 || column.count("instance") == 0 || column.count("routine") == 0) {
    return InvalidArgument(path + ": expected the columns seq, instance and routine");
  }
  Segmentation out;
  std::map<std::string, uint32_t> instances;
  std::map<std::string, uint32_t> routines;
  for (size_t i = 0;; ++i) {
    ADIT_ASSIGN_OR_RETURN(const bool found, reader.ReadRow(fields));
    if (!found) break;
    const auto at = [&](const char* name) { return column[name] < fields.size() ? fields[column[name]] : std::string(); };
    if (i >= log.events.size() || at("seq") != std::to_string(log.events[i].sequence)) {
      return InvalidArgument(path + ": line " + std::to_string(reader.line()) + ": seq " + at("seq") +
                             " is not the log's event at this place; was it made from another log?");
    }
    const std::string instance = at("instance");
    const std::string routine = at("routine");
    out.instance.push_back(instance.empty() ? kNoLabel : instances.try_emplace(instance, static_cast<uint32_t>(instances.size())).first->second);
    uint32_t number = kNoLabel;
    if (!instance.empty() && !routine.empty()) {
      if (std::from_chars(routine.data(), routine.data() + routine.size(), number).ec != std::errc() || number > 10'000'000) {
        return InvalidArgument(path + ": line " + std::to_string(reader.line()) + ": routine '" + routine + "' is not a number");
      }
      out.routines = std::max(out.routines, number + 1);
    }
    out.routine.push_back(number);
  }
  if (out.instance.size() != log.events.size()) {
    return InvalidArgument(path + ": " + std::to_string(out.instance.size()) + " events, the log has " + std::to_string(log.events.size()));
  }
  out.instances = static_cast<uint32_t>(instances.size());
  return out;
}

}  // namespace adit::cli
