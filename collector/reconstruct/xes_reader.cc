#include "collector/reconstruct/xes_reader.h"

#include <charconv>
#include <string_view>
#include <utility>

#include "common/base/utf8.h"

namespace adit {
namespace {

// The five predefined entities and character references; anything else stays as it is.
std::string Unescaped(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  std::string out;
  while (!text.empty()) {
    bool replaced = false;
    if (text[0] == '&') {
      for (const auto& [entity, c] : kEntities) {
        if (text.substr(0, entity.size()) != entity) continue;
        out.push_back(c);
        text.remove_prefix(entity.size());
        replaced = true;
        break;
      }
      const size_t end = text.find(';');
      if (!replaced && text.size() > 2 && text[1] == '#' && end != std::string_view::npos &&
          end < 12) {
        const bool hex = text[2] == 'x';
        uint32_t code = 0;
        const char* from = text.data() + (hex ? 3 : 2);
        if (std::from_chars(from, text.data() + end, code, hex ? 16 : 10).ec == std::errc()) {
          if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
          AppendUtf8(out, code);
          text.remove_prefix(end + 1);
          replaced = true;
        }
      }
    }
    if (replaced) continue;
    out.push_back(text[0]);
    text.remove_prefix(1);
  }
  return out;
}

// The value of `name="…"` in a tag, unescaped.
std::string TagValue(std::string_view tag, std::string_view name) {
  for (size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    size_t next = at + name.size();
    if (at == 0 ||
        (tag[at - 1] != ' ' && tag[at - 1] != '\t' && tag[at - 1] != '\n' && tag[at - 1] != '\r'))
      continue;
    while (next < tag.size() && (tag[next] == ' ' || tag[next] == '=')) ++next;
    if (next >= tag.size() || (tag[next] != '"' && tag[next] != '\'')) continue;
    const size_t end = tag.find(tag[next], next + 1);
    if (end == std::string_view::npos) return {};
    return Unescaped(tag.substr(next + 1, end - next - 1));
  }
  return {};
}

std::string_view TagName(std::string_view tag) {
  const size_t end = tag.find_first_of(" \t\r\n/");
  return tag.substr(0, end == 0 ? tag.find_first_of(" \t\r\n", 1) : end);
}

// What the tags seen so far mean.
struct XesState {
  int event_depth = -1;  // depth of the open <event>, -1 outside
  int trace_depth = -1;
  int depth = 0;
  uint64_t traces = 0;
  std::string trace_name;
  std::vector<XesAttribute> attributes;
};

using AddEvent = std::function<Status(const std::string&, const std::vector<XesAttribute>&)>;

Status OnTag(std::string_view tag, const AddEvent& add, XesState& state) {
  if (tag.empty() || tag[0] == '?' || tag[0] == '!') return OkStatus();
  const bool closing = tag[0] == '/';
  const bool empty_element = tag.back() == '/';
  const std::string_view name = TagName(closing ? tag.substr(1) : tag);
  if (closing) {
    --state.depth;
    if (state.depth == state.event_depth) {
      state.event_depth = -1;
      return add(state.trace_name, state.attributes);
    }
    if (state.depth == state.trace_depth) state.trace_depth = -1;
    return OkStatus();
  }
  if (name == "trace") {
    state.trace_depth = state.depth;
    state.trace_name = std::to_string(++state.traces);
  } else if (name == "event") {
    state.attributes.clear();
    if (empty_element) return add(state.trace_name, state.attributes);
    state.event_depth = state.depth;
  } else if (state.event_depth >= 0 && state.depth == state.event_depth + 1) {
    state.attributes.push_back({TagValue(tag, "key"), TagValue(tag, "value")});
  } else if (state.trace_depth >= 0 && state.depth == state.trace_depth + 1 &&
             TagValue(tag, "key") == "concept:name") {
    state.trace_name = TagValue(tag, "value");
  }
  if (!empty_element) ++state.depth;
  return OkStatus();
}

}  // namespace

Status ReadXes(TextSource& source, std::string first_chunk, const AddEvent& add) {
  XesState state;
  std::string text = std::move(first_chunk);
  std::string chunk;
  size_t at = 0;
  uint64_t before = 0;
  for (;;) {
    const size_t open = text.find('<', at);
    const bool comment = open != std::string::npos && text.compare(open, 4, "<!--") == 0;
    size_t close = std::string::npos;
    if (comment) {
      close = text.find("-->", open);
      if (close != std::string::npos) close += 2;
    } else if (open != std::string::npos) {
      // A '>' inside a quoted value does not close the tag.
      char quote = 0;
      for (size_t i = open + 1; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
          quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '>') {
          close = i;
          break;
        }
      }
    }
    if (close != std::string::npos) {
      if (!comment)
        ADIT_RETURN_IF_ERROR(
            OnTag(std::string_view(text).substr(open + 1, close - open - 1), add, state));
      at = close + 1;
      continue;
    }
    const size_t keep = open == std::string::npos ? text.size() : open;
    before += keep;
    text.erase(0, keep);
    at = 0;
    ADIT_RETURN_IF_ERROR(source.Next(chunk));
    if (chunk.empty()) {
      if (!text.empty())
        return InvalidArgument("XES: the tag at byte " + std::to_string(before) + " is not closed");
      return OkStatus();
    }
    text += chunk;
    // What is left begins with the open tag, so its size is the tag's.
    if (text.size() > 2 * kMaxLineBytes && open != std::string::npos) {
      return ResourceExhausted("XES: the tag at byte " + std::to_string(before) +
                               " is longer than " + std::to_string(kMaxLineBytes) + " bytes");
    }
  }
}

}  // namespace adit
