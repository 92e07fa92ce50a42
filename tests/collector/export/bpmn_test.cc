#include "collector/export/bpmn.h"

#include <gtest/gtest.h>

#include "collector/export/flow_graph.h"
#include "tests/collector/export/export_fixture.h"

namespace adit {
namespace {

using namespace export_test;

TEST(Bpmn, StepsEventsAndFlowsAreThereAndDrawn) {
  const Example example = MakeExample();
  const std::string out = RenderBpmn(example.discovery, example.discovery.routines[0], {});
  EXPECT_EQ(Count(out, "<userTask "), 3U);
  EXPECT_EQ(Count(out, "<startEvent "), 1U);
  EXPECT_EQ(Count(out, "<endEvent "), 1U);
  EXPECT_EQ(Count(out, "<bpmndi:BPMNEdge "), Count(out, "<sequenceFlow "));
  // The loop from the last step to the first needs a gateway at both of its ends.
  EXPECT_EQ(Count(out, "<exclusiveGateway "), 2U);
  EXPECT_EQ(out.find("<b>"), std::string::npos);
}

TEST(Bpmn, EveryFlowJoinsElementsThatExist) {
  const Example example = MakeExample();
  const std::string out = RenderBpmn(example.discovery, example.discovery.routines[0], {});
  for (const std::string_view end : {"sourceRef=\"", "targetRef=\""}) {
    for (size_t at = out.find(end); at != std::string::npos; at = out.find(end, at + 1)) {
      const size_t begin = at + end.size();
      const std::string id = out.substr(begin, out.find('"', begin) - begin);
      EXPECT_NE(out.find(" id=\"" + id + "\""), std::string::npos) << id;
    }
  }
}

TEST(FlowGraph, ThinningKeepsEveryStepOnAWayFromStartToEnd) {
  Routine routine;
  routine.activities = routine.main_path = {5, 6, 7};
  routine.instances = 100;
  // 7 is only reached by a rare edge, and 6 <-> 7 is a loop whose way out is rarer still.
  routine.graph = {{kNoActivity, 5, 100, 0, 0, false}, {5, 6, 100, 0, 0, false}, {6, 7, 3, 0, 0, false},
                   {7, 6, 3, 0, 0, false},             {6, kNoActivity, 97, 0, 0, false}};
  const FlowGraph graph = ThinFlowGraph(routine, 0.5);
  ASSERT_EQ(graph.nodes.size(), 5U);
  for (size_t node = 1; node <= 3; ++node) {
    bool in = false;
    bool out = false;
    for (const FlowEdge& edge : graph.edges) {
      in = in || edge.to == node;
      out = out || edge.from == node;
    }
    EXPECT_TRUE(in && out) << node;
  }
}

}  // namespace
}  // namespace adit
