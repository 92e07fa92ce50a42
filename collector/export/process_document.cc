#include "collector/export/process_document.h"

#include <cmath>
#include <cstdio>

#include "collector/export/xml_text.h"
#include "collector/export/zip_archive.h"

namespace adit {
namespace {

constexpr const char* kTypes =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/"
    "vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";
constexpr const char* kRelations =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
constexpr const char* kDocumentRelations =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/styles\" Target=\"styles.xml\"/></Relationships>";

std::string Style(const char* id, const char* name, int half_points, bool bold, int before) {
  return std::string("<w:style w:type=\"paragraph\" w:styleId=\"") + id + "\"><w:name w:val=\"" +
         name + "\"/><w:pPr><w:keepNext/><w:spacing w:before=\"" + std::to_string(before) +
         "\" w:after=\"80\"/></w:pPr><w:rPr>" + (bold ? "<w:b/>" : "") + "<w:sz w:val=\"" +
         std::to_string(half_points) + "\"/></w:rPr></w:style>";
}

std::string Styles() {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:styles "
         "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
         "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" "
         "w:cs=\"Arial\"/><w:sz w:val=\"20\"/></w:rPr></w:rPrDefault></w:docDefaults>" +
         Style("Title", "Title", 36, true, 0) + Style("Heading1", "heading 1", 26, true, 320) +
         "</w:styles>";
}

std::string Run(const std::string& text, bool bold = false) {
  return std::string("<w:r>") + (bold ? "<w:rPr><w:b/></w:rPr>" : "") +
         "<w:t xml:space=\"preserve\">" + XmlText(text) + "</w:t></w:r>";
}

std::string Paragraph(const std::string& text, const char* style = nullptr) {
  return std::string("<w:p>") +
         (style != nullptr ? std::string("<w:pPr><w:pStyle w:val=\"") + style + "\"/></w:pPr>"
                           : "<w:pPr><w:spacing w:after=\"80\"/></w:pPr>") +
         Run(text) + "</w:p>";
}

using Row = std::vector<std::string>;

// The first row is the heading and repeats on every page.
std::string Table(const std::vector<Row>& rows) {
  std::string out =
      "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>";
  for (const char* side : {"top", "left", "bottom", "right", "insideH", "insideV"}) {
    out += std::string("<w:") + side + " w:val=\"single\" w:sz=\"4\" w:color=\"BFC5CC\"/>";
  }
  out += "</w:tblBorders></w:tblPr><w:tblGrid>";
  const size_t columns = rows.front().size();
  for (size_t i = 0; i < columns; ++i)
    out += "<w:gridCol w:w=\"" + std::to_string(9600 / columns) + "\"/>";
  out += "</w:tblGrid>";
  for (size_t r = 0; r < rows.size(); ++r) {
    out += r == 0 ? "<w:tr><w:trPr><w:tblHeader/></w:trPr>" : "<w:tr>";
    for (const std::string& cell : rows[r])
      out += "<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr><w:p>" + Run(cell, r == 0) +
             "</w:p></w:tc>";
    out += "</w:tr>";
  }
  return out + "</w:tbl>" + Paragraph("");
}

std::string Seconds(double value) {
  if (value < 0) return "unknown";
  char text[32];
  if (value < 60) {
    std::snprintf(text, sizeof text, "%.0f s", value);
  } else {
    std::snprintf(text, sizeof text, "%.1f min", value / 60);
  }
  return text;
}

std::string Percent(double share) {
  return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
}

std::string NameOf(const Discovery& discovery, uint32_t activity, const char* otherwise) {
  return activity < discovery.activities.size() ? discovery.activities[activity].name : otherwise;
}

std::string Steps(const Discovery& discovery, const Routine& routine) {
  std::vector<Row> rows = {{"No.", "Step", "Application", "Screen", "Field"}};
  for (size_t i = 0; i < routine.main_path.size(); ++i) {
    const Activity& a = discovery.activities[routine.main_path[i]];
    rows.push_back({std::to_string(i + 1), a.name, a.app, a.window, a.element});
  }
  return Table(rows);
}

std::string Ways(const Discovery& discovery, const Routine& routine) {
  std::vector<Row> rows = {{"From", "To", "Times", "Median", "9 of 10 within"}};
  for (const FollowsEdge& edge : routine.graph) {
    rows.push_back({NameOf(discovery, edge.from, "start"), NameOf(discovery, edge.to, "end"),
                    std::to_string(edge.count), Seconds(edge.median_s), Seconds(edge.p90_s)});
  }
  return Table(rows);
}

std::string Variants(const Discovery& discovery, const Routine& routine) {
  std::vector<Row> rows = {{"Share", "Times", "Median", "Exception", "Steps"}};
  for (const Variant& variant : routine.variants) {
    std::string path;
    for (const uint32_t activity : variant.activities)
      path += (path.empty() ? "" : " → ") + NameOf(discovery, activity, "?");
    rows.push_back({Percent(variant.share), std::to_string(variant.count),
                    Seconds(variant.median_duration_s), variant.exception ? "yes" : "no", path});
  }
  return Table(rows);
}

std::string Transfers(const Discovery& discovery, const Routine& routine) {
  if (routine.transfers.empty()) return Paragraph("None was seen.");
  std::vector<Row> rows = {{"Copied in", "Pasted in", "Times"}};
  for (const DataTransfer& transfer : routine.transfers) {
    rows.push_back({NameOf(discovery, transfer.from, "?"), NameOf(discovery, transfer.to, "?"),
                    std::to_string(transfer.count)});
  }
  return Table(rows);
}

}  // namespace

std::string RenderProcessDocument(const Discovery& discovery, const Routine& routine,
                                  const ProcessDocumentText& text) {
  std::string body = Paragraph(text.title, "Title") + Paragraph("Process definition document") +
                     Paragraph(text.run);
  const auto chapter = [&](const char* heading) { body += Paragraph(heading, "Heading1"); };
  chapter("1 Purpose");
  for (const std::string& reason : text.reasons) body += Paragraph("• " + reason);
  chapter("2 Figures");
  std::vector<Row> figures = {{"Figure", "Value"}};
  for (const auto& [name, value] : text.figures) figures.push_back({name, value});
  body += Table(figures);
  chapter("3 Applications");
  for (const std::string& app : routine.apps) body += Paragraph("• " + app);
  chapter("4 Steps of the most common way");
  body += routine.main_path.empty()
              ? Paragraph("The most common way is that of too few people to be shown.")
              : Steps(discovery, routine);
  chapter("5 Process map: ways between steps");
  body += Ways(discovery, routine);
  chapter("6 Variants and exceptions");
  body += Variants(discovery, routine);
  chapter("7 Data carried over");
  body += Transfers(discovery, routine);
  chapter("8 To be completed");
  body += Table({{"What only people know", "Answer"},
                 {"Process owner and contacts", "[…]"},
                 {"Prerequisites, accounts and rights", "[…]"},
                 {"Rules for decisions and exceptions", "[…]"},
                 {"The process as it shall be", "[…]"},
                 {"Approved by, on", "[…]"}});
  ZipArchive archive;
  archive.Add("[Content_Types].xml", kTypes);
  archive.Add("_rels/.rels", kRelations);
  archive.Add("word/_rels/document.xml.rels", kDocumentRelations);
  archive.Add("word/styles.xml", Styles());
  archive.Add("word/document.xml",
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document "
              "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>" +
                  body +
                  "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" "
                  "w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" "
                  "w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
  return archive.Finish();
}

}  // namespace adit
