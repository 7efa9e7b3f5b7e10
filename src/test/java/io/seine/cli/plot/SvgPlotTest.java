package io.seine.cli.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgPlotTest {
  private static List<Element> elements(String svg, String name) throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
            .getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<String> texts(SvgPlot plot) throws Exception {
    return elements(plot.svg(""), "text").stream().map(Element::getTextContent).toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void scalesHaveRoundNumbersWithinTheirRange() throws Exception {
    assertThat(texts(new SvgPlot(200, 0, 50, 0, 1).horizontalScale("pairs", "%.0f")))
        .containsExactly("0", "10", "20", "30", "40", "50", "pairs");
    assertThat(texts(new SvgPlot(200, 0, 1, 0.713, 0.748).verticalScale("%.3f")))
        .containsExactly("0.720", "0.730", "0.740");
    assertThat(texts(new SvgPlot(200, 0, 1, -1, 1).verticalScale("%+.1f")))
        .containsExactly("-1.0", "-0.5", "+0.0", "+0.5", "+1.0");
  }

  @Test
  void theUpperScaleStandsAboveTheLowerOne() throws Exception {
    SvgPlot plot =
        new SvgPlot(200, 0, 50, 0, 1)
            .horizontalScale("pairs", "%.0f")
            .upperScale("milliseconds", "%.0f", 20);
    List<Element> texts = elements(plot.svg(""), "text");
    Element ten = texts.get(1);
    Element twoHundred =
        texts.stream()
            .filter(text -> text.getTextContent().equals("200"))
            .findFirst()
            .orElseThrow();

    assertThat(number(twoHundred, "x")).isEqualTo(number(ten, "x"));
    assertThat(number(twoHundred, "y")).isLessThan(number(ten, "y"));
  }

  @Test
  void pointsStandWhereTheScalesSay() throws Exception {
    SvgPlot plot =
        new SvgPlot(240, 120, new SvgPlot.Margins(10, 20, 10, 20), 0, 10, 0, 1)
            .point(0, 0, "low")
            .point(10, 1, "high", SvgPlot.colour(2))
            .line(List.of(new double[] {0, 0}, new double[] {5, 0.5}));
    List<Element> points = elements(plot.svg(""), "circle");

    assertThat(number(points.get(0), "cx")).isEqualTo(20);
    assertThat(number(points.get(0), "cy")).isEqualTo(110);
    assertThat(number(points.get(1), "cx")).isEqualTo(220);
    assertThat(number(points.get(1), "cy")).isEqualTo(10);
    assertThat(points.get(1).getAttribute("fill")).isEqualTo("#0072b2");
    assertThat(elements(plot.svg(""), "polyline").get(0).getAttribute("points"))
        .isEqualTo("20.0,110.0 120.0,60.0");
  }

  @Test
  void explanationsStandBelowEachOther() throws Exception {
    SvgPlot plot =
        new SvgPlot(900, 400, new SvgPlot.Margins(10, 280, 40, 76), 0, 1, 0, 1)
            .explain(SvgPlot.colour(0), "one")
            .explain(SvgPlot.colour(1), "two")
            .explainMark("chosen");
    List<Element> signs = elements(plot.svg(""), "circle");

    assertThat(signs).extracting(sign -> number(sign, "cy")).containsExactly(185.0, 207.0, 229.0);
    assertThat(texts(plot)).containsExactly("one", "two", "chosen");
  }

  @Test
  void whatIsWrittenIsTextAndNothingElse() throws Exception {
    SvgPlot plot = new SvgPlot(200, 0, 0, 0, 0).point(0, 0, "a < b & \"c\"").heading("<script>");

    assertThat(elements(plot.file("of \"this\" & <that>"), "title").get(0).getTextContent())
        .isEqualTo("a < b & \"c\"");
    assertThat(elements(plot.file(""), "script")).isEmpty();
    assertThat(elements(plot.file("of \"this\" & <that>"), "svg").get(0).getAttribute("aria-label"))
        .isEqualTo("of \"this\" & <that>");
    assertThat(plot.file("")).doesNotContain("NaN", "Infinity");
  }
}
