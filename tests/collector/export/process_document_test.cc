#include "collector/export/process_document.h"

#include <gtest/gtest.h>

#include "collector/export/zip_archive.h"
#include "tests/collector/export/export_fixture.h"

namespace adit::export_test {
namespace {

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(ZipArchive, AStoredFileHasItsKnownChecksumAndItsEntry) {
  ZipArchive archive;
  archive.Add("a.txt", "123456789");
  const std::string bytes = archive.Finish();
  // The check value of CRC-32, little-endian.
  EXPECT_EQ(Count(bytes, "\x26\x39\xF4\xCB"), 2u);
  EXPECT_EQ(Count(bytes, "PK\x03\x04"), 1u);
  EXPECT_EQ(Count(bytes, "PK\x01\x02"), 1u);
  EXPECT_EQ(Count(bytes, "PK\x05\x06"), 1u);
}

TEST(ProcessDocument, StepsFiguresAndReasonsAreInItAndHostileTextIsText) {
  const Example example = MakeExample();
  const Routine& routine = example.discovery.routines[0];
  ProcessDocumentText text;
  text.title = routine.name;
  text.figures = {{"Hours a month", "12"}};
  text.reasons = {"Because <of> that."};
  const std::string document = RenderProcessDocument(example.discovery, routine, text);
  EXPECT_EQ(document, RenderProcessDocument(example.discovery, routine, text));
  EXPECT_NE(document.find("Order &lt;entry&gt; &amp; more"), std::string::npos);
  EXPECT_NE(document.find("Because &lt;of&gt; that."), std::string::npos);
  EXPECT_NE(document.find("Hours a month"), std::string::npos);
  EXPECT_EQ(document.find("<b>&"), std::string::npos);
  EXPECT_EQ(document.find('\x01', document.find("<w:document")) < document.find("PK\x01\x02"),
            false);
}

TEST(MapSvg, EveryStepAndWayIsDrawnAndNothingIsMarkup) {
  const Example example = MakeExample();
  const std::string svg = RenderMapSvg(example.discovery, example.discovery.routines[0]);
  EXPECT_EQ(Count(svg, "<rect x="), 5u);  // start, three steps, end
  EXPECT_EQ(Count(svg, "<path d=\"M") - 1, 5u);  // five ways and the arrow's head
  EXPECT_EQ(svg.find("<b>"), std::string::npos);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
}

}  // namespace
}  // namespace adit::export_test
