#include "common/base/logger.h"

#include <atomic>
#include <cstdio>

#include "common/base/clock.h"
#include "common/base/time_text.h"

namespace adit {
namespace {

std::atomic<LogFormat> g_format{LogFormat::kText};
std::atomic<LogLevel> g_minimum{LogLevel::kInfo};

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return "debug";
    case LogLevel::kInfo: return "info";
    case LogLevel::kWarning: return "warning";
    case LogLevel::kError: return "error";
  }
  return "unknown";
}

void AppendQuoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

void AppendValue(std::string& out, const LogField& field) {
  if (const bool* flag = std::get_if<bool>(&field.value)) {
    out += *flag ? "true" : "false";
  } else if (const int64_t* number = std::get_if<int64_t>(&field.value)) {
    out += std::to_string(*number);
  } else if (const double* real = std::get_if<double>(&field.value)) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", *real);
    out += text;
  } else {
    AppendQuoted(out, std::get<std::string>(field.value));
  }
}

}  // namespace

void ConfigureLog(LogFormat format, LogLevel minimum) {
  g_format = format;
  g_minimum = minimum;
}

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (level < g_minimum.load(std::memory_order_relaxed)) return;
  const std::string time = FormatTime(SystemClock().WallMicros());
  std::string line;
  if (g_format.load(std::memory_order_relaxed) == LogFormat::kJson) {
    line += "{\"time\":\"" + time + "\",\"level\":\"";
    line += LevelName(level);
    line += "\",\"message\":";
    AppendQuoted(line, message);
    for (const LogField& field : fields) {
      line.push_back(',');
      AppendQuoted(line, field.name);
      line.push_back(':');
      AppendValue(line, field);
    }
    line += "}\n";
  } else {
    line += time + " ";
    line += LevelName(level);
    line += ": ";
    line += message;
    for (const LogField& field : fields) {
      line.push_back(' ');
      line += field.name;
      line.push_back('=');
      AppendValue(line, field);
    }
    line.push_back('\n');
  }
  // A log that cannot be written has nowhere to say so.
  [[maybe_unused]] const size_t written = std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace adit
