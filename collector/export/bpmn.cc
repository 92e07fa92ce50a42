#include "collector/export/bpmn.h"

#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

#include "collector/export/flow_graph.h"
#include "collector/export/xml_text.h"

namespace adit {
namespace {

// Sizes that BPMN editors give to new elements, in pixels.
constexpr int kTaskWidth = 120;
constexpr int kTaskHeight = 80;
constexpr int kEventSize = 36;
constexpr int kGatewaySize = 50;
constexpr int kColumnWidth = 300;
constexpr int kRowHeight = 150;
constexpr int kMargin = 80;

struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  [[nodiscard]] int middle() const { return y + height / 2; }
  [[nodiscard]] int right() const { return x + width; }
};

// One drawn element: an event, a task or a gateway before or after it.
struct Shape {
  std::string id;
  Box box;
};

struct Flow {
  std::string id;
  size_t from = 0;  // positions in shapes
  size_t to = 0;
  std::string name;
};

// Turns a flow graph into BPMN elements: a node with several ways in gets a gateway before it, one with
// several ways out a gateway after it, since plain BPMN would read several ways out as all at once.
class BpmnDrawing {
 public:
  BpmnDrawing(const Discovery& discovery, const Routine& routine, const FlowGraph& graph)
      : discovery_(discovery), routine_(routine), graph_(graph) {
    std::vector<int> ins(graph.nodes.size()), outs(graph.nodes.size());
    for (const FlowEdge& edge : graph.edges) {
      ++outs[edge.from];
      ++ins[edge.to];
    }
    for (size_t node = 0; node < graph.nodes.size(); ++node) PlaceNode(node, ins[node], outs[node]);
    for (const FlowEdge& edge : graph.edges) AddFlow(exit_[edge.from], entry_[edge.to], edge.count);
  }

  [[nodiscard]] std::string Render() const;

 private:
  void PlaceNode(size_t node, int ins, int outs);
  size_t AddShape(const std::string& id, int center_x, int center_y, int width, int height) {
    shapes_.push_back({id, {center_x - width / 2, center_y - height / 2, width, height}});
    return shapes_.size() - 1;
  }
  void AddFlow(size_t from, size_t to, uint64_t count) {
    std::string name;
    if (count > 0 && routine_.instances > 0) {
      const double share = 100.0 * static_cast<double>(count) / static_cast<double>(routine_.instances);
      name = std::to_string(std::lround(share)) + " %";
    }
    flows_.push_back({"Flow_" + std::to_string(flows_.size() + 1), from, to, name});
  }
  void AppendElements(std::string& out) const;
  void AppendDiagram(std::string& out) const;

  const Discovery& discovery_;
  const Routine& routine_;
  const FlowGraph& graph_;
  std::vector<Shape> shapes_;
  std::vector<std::string> elements_;  // opening tag of each shape, without the end
  std::vector<std::string> closings_;
  std::vector<Flow> flows_;
  std::vector<size_t> entry_;  // by node: the shape where a way in ends
  std::vector<size_t> exit_;   // by node: the shape where a way out begins
};

void BpmnDrawing::PlaceNode(size_t node, int ins, int outs) {
  const FlowNode& place = graph_.nodes[node];
  const int x = kMargin + place.column * kColumnWidth + kColumnWidth / 2;
  const int y = kMargin + place.row * kRowHeight + kRowHeight / 2;
  const bool start = node == 0;
  const bool end = node + 1 == graph_.nodes.size();
  const std::string number = std::to_string(node);
  const auto gateway = [&](const std::string& id, int center_x) {
    elements_.push_back("<exclusiveGateway id=\"" + id + "\"");
    closings_.push_back("</exclusiveGateway>");
    return AddShape(id, center_x, y, kGatewaySize, kGatewaySize);
  };
  size_t before = SIZE_MAX;
  if (ins > 1) before = gateway("Join_" + number, x - kTaskWidth / 2 - 40);
  size_t shape = 0;
  if (start || end) {
    const std::string id = start ? "Start" : "End";
    elements_.push_back((start ? "<startEvent id=\"" : "<endEvent id=\"") + id + "\"");
    closings_.emplace_back(start ? "</startEvent>" : "</endEvent>");
    shape = AddShape(id, x, y, kEventSize, kEventSize);
  } else {
    elements_.push_back("<userTask id=\"Step_" + number + "\" name=\"" +
                        XmlText(discovery_.activities[place.activity].name) + "\"");
    closings_.emplace_back("</userTask>");
    shape = AddShape("Step_" + number, x, y, kTaskWidth, kTaskHeight);
  }
  size_t after = SIZE_MAX;
  if (outs > 1) after = gateway("Split_" + number, x + kTaskWidth / 2 + 40);
  if (before != SIZE_MAX) AddFlow(before, shape, 0);
  if (after != SIZE_MAX) AddFlow(shape, after, 0);
  entry_.push_back(before != SIZE_MAX ? before : shape);
  exit_.push_back(after != SIZE_MAX ? after : shape);
}

void BpmnDrawing::AppendElements(std::string& out) const {
  for (size_t shape = 0; shape < shapes_.size(); ++shape) {
    out += "    " + elements_[shape] + ">";
    for (const Flow& flow : flows_) {
      if (flow.to == shape) out += "<incoming>" + flow.id + "</incoming>";
    }
    for (const Flow& flow : flows_) {
      if (flow.from == shape) out += "<outgoing>" + flow.id + "</outgoing>";
    }
    out += closings_[shape] + "\n";
  }
  for (const Flow& flow : flows_) {
    out += "    <sequenceFlow id=\"" + flow.id + "\"";
    if (!flow.name.empty()) out += " name=\"" + flow.name + "\"";
    out += " sourceRef=\"" + shapes_[flow.from].id + "\" targetRef=\"" + shapes_[flow.to].id + "\"/>\n";
  }
}

void AppendWaypoint(std::string& out, int x, int y) {
  out += "<di:waypoint x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\"/>";
}

void BpmnDrawing::AppendDiagram(std::string& out) const {
  for (const Shape& shape : shapes_) {
    out += "      <bpmndi:BPMNShape id=\"" + shape.id + "_shape\" bpmnElement=\"" + shape.id +
           "\"><dc:Bounds x=\"" + std::to_string(shape.box.x) + "\" y=\"" +
           std::to_string(shape.box.y) + "\" width=\"" + std::to_string(shape.box.width) +
           "\" height=\"" + std::to_string(shape.box.height) + "\"/></bpmndi:BPMNShape>\n";
  }
  int lane = 0;
  for (const Flow& flow : flows_) {
    const Box& from = shapes_[flow.from].box;
    const Box& to = shapes_[flow.to].box;
    out += "      <bpmndi:BPMNEdge id=\"" + flow.id + "_edge\" bpmnElement=\"" + flow.id + "\">";
    if (to.x >= from.right() && (from.middle() == to.middle()) && to.x - from.right() < kColumnWidth) {
      AppendWaypoint(out, from.right(), from.middle());
      AppendWaypoint(out, to.x, to.middle());
    } else if (to.x >= from.right()) {
      // A skip runs below the row it leaves, a change of row half-way between the two.
      const int bend = from.right() + 20 + lane++ % 4 * 6;
      const int level = from.middle() == to.middle() ? from.middle() + kRowHeight / 2 : to.middle();
      AppendWaypoint(out, from.right(), from.middle());
      AppendWaypoint(out, bend, from.middle());
      AppendWaypoint(out, bend, level);
      if (level != to.middle()) {
        AppendWaypoint(out, to.x - 20, level);
        AppendWaypoint(out, to.x - 20, to.middle());
      }
      AppendWaypoint(out, to.x, to.middle());
    } else {
      // Back edges curve above everything.
      const int above = kMargin / 2 - lane++ % 6 * 5;
      AppendWaypoint(out, from.x + from.width / 2, from.y);
      AppendWaypoint(out, from.x + from.width / 2, above);
      AppendWaypoint(out, to.x + to.width / 2, above);
      AppendWaypoint(out, to.x + to.width / 2, to.y);
    }
    out += "</bpmndi:BPMNEdge>\n";
  }
}

std::string BpmnDrawing::Render() const {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\""
      " xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\""
      " xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\""
      " xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\""
      " id=\"Definitions_" + XmlText(routine_.key) + "\" targetNamespace=\"urn:adit:routine\">\n"
      "  <process id=\"Routine_" + XmlText(routine_.key) + "\" name=\"" + XmlText(routine_.name) +
      "\" isExecutable=\"false\">\n";
  AppendElements(out);
  out += "  </process>\n  <bpmndi:BPMNDiagram id=\"Diagram\">\n    <bpmndi:BPMNPlane id=\"Plane\" "
         "bpmnElement=\"Routine_" + XmlText(routine_.key) + "\">\n";
  AppendDiagram(out);
  out += "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</definitions>\n";
  return out;
}

}  // namespace

std::string RenderBpmn(const Discovery& discovery, const Routine& routine, const BpmnOptions& options) {
  const FlowGraph graph = ThinFlowGraph(routine, options.min_edge_share);
  return BpmnDrawing(discovery, routine, graph).Render();
}

}  // namespace adit
