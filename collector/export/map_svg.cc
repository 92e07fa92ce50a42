#include <algorithm>
#include <cmath>

#include "collector/export/flow_graph.h"
#include "collector/export/process_document.h"
#include "collector/export/xml_text.h"
#include "common/base/utf8.h"

namespace adit {
namespace {

constexpr int kWidth = 180;
constexpr int kHeight = 48;
constexpr int kGapX = 60;
constexpr int kGapY = 64;
constexpr double kMinShare = 0.05;
constexpr size_t kMaxLabel = 26;

int X(const FlowNode& node) { return 16 + node.column * (kWidth + kGapX); }
int Y(const FlowNode& node) { return 60 + node.row * (kHeight + kGapY); }

std::string Short(const std::string& text) {
  if (text.size() <= kMaxLabel) return text;
  return std::string(TruncateUtf8(text, kMaxLabel - 1)) + "…";
}

std::string Box(const FlowNode& node, const std::string& label, const std::string& app) {
  const std::string x = std::to_string(X(node));
  const std::string y = std::to_string(Y(node));
  return "<g><title>" + XmlText(label) + "</title><rect x=\"" + x + "\" y=\"" + y + "\" width=\"" +
         std::to_string(kWidth) + "\" height=\"" + std::to_string(kHeight) +
         "\" rx=\"8\" fill=\"#fff\" stroke=\"#8b96a3\"/><text x=\"" + std::to_string(X(node) + 12) +
         "\" y=\"" + std::to_string(Y(node) + 20) + "\">" + XmlText(Short(label)) +
         "</text><text fill=\"#57606a\" x=\"" + std::to_string(X(node) + 12) + "\" y=\"" +
         std::to_string(Y(node) + 38) + "\">" + XmlText(Short(app)) + "</text></g>\n";
}

std::string Arrow(const FlowNode& from, const FlowNode& to, uint64_t count, uint64_t most) {
  const int x1 = X(from) + kWidth;
  const int y1 = Y(from) + kHeight / 2;
  const int x2 = X(to);
  const int y2 = Y(to) + kHeight / 2;
  const bool far = to.column != from.column + 1;
  // Ways over other steps go above them.
  const int bend = far && from.row == to.row ? -(kHeight + 12) : 0;
  const double width =
      1 + 4 * std::sqrt(static_cast<double>(count) / static_cast<double>(std::max<uint64_t>(1, most)));
  std::string path = "M" + std::to_string(x1) + " " + std::to_string(y1) + "C" +
                     std::to_string(x1 + kGapX) + " " + std::to_string(y1 + bend) + "," +
                     std::to_string(x2 - kGapX) + " " + std::to_string(y2 + bend) + "," +
                     std::to_string(x2) + " " + std::to_string(y2);
  return "<path d=\"" + path + "\" fill=\"none\" stroke=\"#8b96a3\" stroke-width=\"" +
         std::to_string(width).substr(0, 4) + "\" marker-end=\"url(#arrow)\"/><text fill=\"#57606a\" x=\"" +
         std::to_string((x1 + x2) / 2 - 8) + "\" y=\"" + std::to_string((y1 + y2) / 2 - 6 + bend) +
         "\">" + (count > 0 ? std::to_string(count) : "") + "</text>\n";
}

}  // namespace

std::string RenderMapSvg(const Discovery& discovery, const Routine& routine) {
  const FlowGraph graph = ThinFlowGraph(routine, kMinShare);
  int right = 0;
  int bottom = 0;
  uint64_t most = 1;
  for (const FlowNode& node : graph.nodes) {
    right = std::max(right, X(node) + kWidth + 16);
    bottom = std::max(bottom, Y(node) + kHeight + 16);
  }
  for (const FlowEdge& edge : graph.edges) most = std::max(most, edge.count);
  const std::string size = std::to_string(right) + " " + std::to_string(bottom);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size +
                    "\" width=\"" + std::to_string(right) + "\" height=\"" +
                    std::to_string(bottom) +
                    "\" font-family=\"Arial, sans-serif\" font-size=\"12\">\n<title>" +
                    XmlText(routine.name) +
                    "</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><defs><marker "
                    "id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"10\" "
                    "markerHeight=\"10\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path "
                    "d=\"M0 0L8 4L0 8z\" fill=\"#8b96a3\"/></marker></defs>\n";
  for (const FlowEdge& edge : graph.edges)
    svg += Arrow(graph.nodes[edge.from], graph.nodes[edge.to], edge.count, most);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const FlowNode& node = graph.nodes[i];
    if (node.activity == kNoActivity) {
      svg += Box(node, i == 0 ? "start" : "end", "");
    } else {
      const Activity& activity = discovery.activities[node.activity];
      svg += Box(node, activity.name, activity.app);
    }
  }
  return svg + "</svg>\n";
}

}  // namespace adit
