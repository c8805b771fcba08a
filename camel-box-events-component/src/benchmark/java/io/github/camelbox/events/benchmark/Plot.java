// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.benchmark;

import java.util.List;
import java.util.Locale;

/** Draws two bars per client as an SVG, on a ground of its own, which is light or dark as the reader's system is. */
final class Plot {

    private static final int LABELS = 420;
    private static final int BARS = 360;
    private static final int WIDTH = LABELS + BARS + 100;
    private static final int TOP = 74;
    private static final int ROW = 38;
    private static final String STYLE = """
              <style>
                text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
                .ground { fill: #ffffff; stroke: #d1d9e0 }
                .title { font-size: 16px; font-weight: 600 }
                .value { font-size: 11px; fill: #59636e }
                .ours { font-weight: 600 }
                .first { fill: #8c959f } .second { fill: #0969da }
                @media (prefers-color-scheme: dark) {
                  text { fill: #f0f6fc }
                  .ground { fill: #0d1117; stroke: #3d444d }
                  .value { fill: #9198a1 }
                  .first { fill: #656c76 } .second { fill: #4493f8 }
                }
              </style>
            """;

    private final String title;
    private final String first;
    private final String second;
    private final int decimals;

    /**
     * @param title    what is shown
     * @param first    what the upper bar of a client is
     * @param second   what the lower is
     * @param decimals of the numbers
     */
    Plot(String title, String first, String second, int decimals) {
        this.title = title;
        this.first = first;
        this.second = second;
        this.decimals = decimals;
    }

    String draw(List<Section.Bar> bars) {
        int height = TOP + ROW * bars.size() + 14;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(WIDTH).append("\" height=\"").append(height)
                .append("\" viewBox=\"0 0 ").append(WIDTH).append(' ').append(height).append("\" role=\"img\" aria-label=\"")
                .append(escape(title)).append("\">\n").append(STYLE);
        svg.append("  <rect class=\"ground\" x=\"0.5\" y=\"0.5\" width=\"").append(WIDTH - 1).append("\" height=\"")
                .append(height - 1).append("\" rx=\"8\"/>\n");
        text(svg, "title", 20, 30, title);
        rect(svg, "first", LABELS, 44, 12, 10);
        text(svg, "value", LABELS + 18, 53, first);
        rect(svg, "second", LABELS + 110, 44, 12, 10);
        text(svg, "value", LABELS + 128, 53, second);
        double most = bars.stream().mapToDouble(bar -> Math.max(orZero(bar.first()), orZero(bar.second()))).max().orElse(1);
        for (int i = 0; i < bars.size(); i++) {
            Section.Bar bar = bars.get(i);
            int y = TOP + ROW * i;
            String label = bar.kind().title().replaceAll("[*`]", "");
            text(svg, bar.kind().isComponent() ? "ours" : "theirs", 20, y + 17, label);
            bar(svg, "first", y, bar.first(), most);
            bar(svg, "second", y + 14, bar.second(), most);
        }
        return svg.append("</svg>\n").toString();
    }

    private void bar(StringBuilder svg, String style, int y, double value, double most) {
        if (!Double.isNaN(value)) {
            double width = Math.max(1, BARS * value / most);
            rect(svg, style, LABELS, y, width, 12);
            text(svg, "value", LABELS + width + 6, y + 10, Samples.number(value, decimals));
        }
    }

    private static void rect(StringBuilder svg, String style, double x, int y, double width, int height) {
        svg.append(String.format(Locale.ROOT,
                "  <rect class=\"%s\" x=\"%.0f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>\n",
                style, x, y, width, height));
    }

    private static void text(StringBuilder svg, String style, double x, int y, String text) {
        svg.append(String.format(Locale.ROOT,
                "  <text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n", style, x, y, escape(text)));
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
