// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events.box;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventPageTest {

    private static EventPage parse(String json, String position) throws IOException {
        return EventPage.parse(json.getBytes(StandardCharsets.UTF_8), position);
    }

    private static String page(String entries, String next) {
        return "{\"chunk_size\":0,\"entries\":" + entries + (next == null ? "" : ",\"next_stream_position\":" + next) + "}";
    }

    @Test
    void everyEventIsTheBytesThatBoxSent() throws IOException {
        String first = "{ \"event_id\" : \"ä€😀\",\n \"n\":1.50, \"x\":{\"event_id\":\"inner\"} }";
        String second = "{\"event_id\":\"2\",\"event_id\":\"twice\"}";
        EventPage page = parse(page("[" + first + " ,\t" + second + "]", "9"), "1");
        assertThat(page.events()).extracting(BoxEvent::toString).containsExactly(first, second);
        assertThat(page.events()).extracting(BoxEvent::getEventId).containsExactly("ä€😀", "twice");
    }

    @Test
    void fieldsMayComeInAnyOrder() throws IOException {
        EventPage page = parse("{\"next_stream_position\":5,\"new\":[{\"entries\":1}],\"entries\":[{}],\"chunk_size\":1}", "4");
        assertThat(page.nextPosition()).isEqualTo("5");
        assertThat(page.events()).hasSize(1);
    }

    // Where a page ends, before it is read: what is said there must be what the page says, or nothing.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"entries\":[],\"next_stream_position\":19}|19", "{\"entries\":[],\"next_stream_position\" : \"19\" } |19",
            "{\"entries\":[],\"next_stream_position\":17}|", "{\"entries\":[],\"next_stream_position\":0}|",
            "{\"next_stream_position\":19,\"entries\":[]}|", "{\"entries\":[],\"next_stream_position\":1.9E1}|",
            "{\"entries\":[],\"next_stream_position\":19,\"x\":{\"next_stream_position\":20}}|",
            "{\"entries\":[],\"next_stream_position\":19,\"x\":\"\\\"next_stream_position\\\":20}\"}|", "|" })
    void whereItEndsIsSeenBeforeItIsRead(String json, String next) throws IOException {
        byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);

        assertThat(EventPage.positionAtEnd(body, "17")).isEqualTo(Optional.ofNullable(next));
        if (next != null) {
            assertThat(parse(json, "17").nextPosition()).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "1152922976252290886", "10000000000000000000", "\"1152922976252290887\"", "\"opaque/+text==\"",
            "18578959106960617" })
    void positionsAreKeptDigitForDigit(String next) throws IOException {
        assertThat(parse(page("[]", next), "1").nextPosition()).isEqualTo(next.replace("\"", ""));
    }

    @ParameterizedTest
    @CsvSource(value = { "null", "0", "\"0\"", "\"\"", "\" \"", "\"now\"", "nothing" }, quoteCharacter = '\'')
    void aPositionThatIsNoneDoesNotReplaceAGoodOne(String next) throws IOException {
        String json = page("[{}]", next.equals("nothing") ? null : next);
        assertThat(parse(json, "17").nextPosition()).isEqualTo("17");
        assertThat(parse(json, "17").isMoved()).isFalse();
        assertThat(parse(json, "0").nextPosition()).isEqualTo("0");
    }

    @Test
    void nowIsNeverAPositionToGoOnFrom() {
        assertThatThrownBy(() -> parse(page("[]", null), "now")).hasMessage("no next_stream_position in it");
        assertThatThrownBy(() -> parse(page("[]", "\"now\""), "now")).hasMessage("no next_stream_position in it");
    }

    @Test
    void anAccountInWhichNothingEverHappenedIsAtZero() throws IOException {
        assertThat(parse(page("[]", "0"), "now").nextPosition()).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({ "12.0, 12", "5.6E14, 560000000000000", "1.8578959106960616E16, 18578959106960616", "1e3, 1000",
            "1152922976252290886.000, 1152922976252290886" })
    void aWholeNumberIsReadHoweverItIsWritten(String next, String expected) throws IOException {
        assertThat(parse(page("[]", next), "1").nextPosition()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "1.5", "18578959106960616.5", "1e500", "1e999999999", "1e-999999999", "1e99999999999", "NaN",
            "Infinity", "true", "{\"a\":1}", "[1]" })
    void aPositionThatIsNoWholeNumberIsRefused(String next) {
        assertThatThrownBy(() -> parse(page("[]", next), "1")).hasMessageContaining("next_stream_position is neither");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"next_stream_position\":5}", "{\"entries\":null,\"next_stream_position\":5}",
            "{\"entries\":{},\"next_stream_position\":5}", "{}", "[]", "null", "7", "" })
    void aPageWithoutEntriesIsRefusedWithItsPosition(String json) {
        assertThatThrownBy(() -> parse(json, "1")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"entries\":[{\"event_id\":\"1\"},{\"event_id\":", "{\"entries\":[{}]", "<html>login</html>",
            "{\"entries\":[{}}", "{\"entries\":[{\"a\":1},,]}" })
    void brokenJsonIsRefused(String json) {
        assertThatThrownBy(() -> parse(json, "1")).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNoEventIsLeftOut() throws IOException {
        EventPage page = parse(page("[null,1,\"x\",[{\"event_id\":\"no\"}],{\"event_id\":\"yes\"}]", "5"), "1");
        assertThat(page.events()).extracting(BoxEvent::getEventId).containsExactly("yes");
    }

    // Jackson reads UTF-8 strictly, by RFC 3629; what a page gets wrong must not keep the stream before it for ever.
    @ParameterizedTest
    @ValueSource(strings = { "80", "C3", "E282", "F09F98", "FF", "C080", "EDA080", "F8888080", "F4908080" })
    void malformedUtf8InOneEventHarmsNeitherItselfNorItsNeighbours(String hex) throws IOException {
        String odd = "{\"event_id\":\"odd\",\"name\":\"Grüße <odd>\"}";
        String good = "{\"event_id\":\"good\",\"name\":\"Grüße\"}";
        String[] around = page("[" + good + "," + odd + "," + good + "]", "9").split("<odd>");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(around[0].getBytes(StandardCharsets.UTF_8));
        body.writeBytes(HexFormat.of().parseHex(hex));
        body.writeBytes(around[1].getBytes(StandardCharsets.UTF_8));

        EventPage page = EventPage.parse(body.toByteArray(), "1");

        assertThat(page.nextPosition()).isEqualTo("9");
        assertThat(page.events()).extracting(BoxEvent::getEventId).containsExactly("good", "odd", "good");
        assertThat(page.events().get(0)).hasToString(good);
        assertThat(page.events().get(2)).hasToString(good);
        BoxEvent read = page.events().get(1);
        assertThat(read.toMap()).isEqualTo(BoxEvent.parse(read.toString()).toMap());
        assertThat(read.toMap().get("name")).asString().startsWith("Grüße ").contains("\ufffd");
        assertThat(read.toJsonNode().get("name").textValue()).isEqualTo(read.toMap().get("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "NaN", "-Infinity", "007", "+1", ".5", "5.", "\"raw \t tab\"", "\"raw \n line\"", "\"\\q\"" })
    void whatOnlyAStrictParserRejectsHarmsNoEvent(String odd) throws IOException {
        String event = "{\"event_id\":\"odd\",\"odd\":" + odd + ",\"event_type\":\"A\"}";
        EventPage page = parse(page("[" + event + ",{\"event_id\":\"good\"}]", "9"), "1");

        assertThat(page.events()).extracting(BoxEvent::getEventId).containsExactly("odd", "good");
        BoxEvent read = page.events().get(0);
        assertThat(read).hasToString(event);
        assertThat(read.getEventType()).isEqualTo("A");
        assertThat(read.toMap()).containsEntry("event_type", "A");
        assertThat(read.toJsonNode().has("odd")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "NaN", "1.5", "1e3", "\" \"", "\"\"", "true" })
    void eventsThatShareWhatIsNoIdAreNotRepeats(String id) throws IOException {
        assertThat(parse(page("[{\"event_id\":" + id + "}]", "9"), "1").events().get(0).getEventId()).isNull();
    }

    @Test
    void entriesMayComeTwice() throws IOException {
        EventPage page = parse("{\"entries\":[{\"event_id\":\"1\"}],\"next_stream_position\":5,"
                + "\"entries\":[{\"event_id\":\"2\"}],\"entries\":null}", "4");
        assertThat(page.events()).extracting(BoxEvent::getEventId).containsExactly("1", "2");
    }

    @Test
    void malformedUtf8DoesNotMakeBrokenJsonGood() {
        byte[] body = "{\"entries\":[{\"a\":\"?\"".getBytes(StandardCharsets.UTF_8);
        body[body.length - 2] = (byte) 0xff;
        assertThatThrownBy(() -> EventPage.parse(body, "1")).isInstanceOf(IOException.class);
    }

    @Test
    void aByteOrderMarkDoesNotShiftTheEvents() throws IOException {
        EventPage page = parse("\ufeff" + page("[{\"event_id\":\"1\"},{\"event_id\":\"2\"}]", "9"), "1");
        assertThat(page.events()).extracting(BoxEvent::toString)
                .containsExactly("{\"event_id\":\"1\"}", "{\"event_id\":\"2\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE" })
    void otherEncodingsAreRefused(String charset) {
        byte[] body = page("[{\"event_id\":\"1\"}]", "9").getBytes(Charset.forName(charset));
        assertThatThrownBy(() -> EventPage.parse(body, "1")).isInstanceOf(IOException.class).hasMessage("not in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = { "number", "string", "name", "depth" })
    void oneEnormousEventHarmsNoOther(String what) throws IOException {
        String enormous = switch (what) {
            case "number" -> "{\"n\":" + "9".repeat(2_000_000) + "}";
            case "string" -> "{\"s\":\"" + "s".repeat(25_000_000) + "\"}";
            case "name" -> "{\"" + "n".repeat(2_000_000) + "\":1}";
            default -> "{\"d\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        };
        EventPage page = parse(page("[" + enormous + ",{\"event_id\":\"good\"}]", "9"), "1");
        assertThat(page.events()).hasSize(2);
        assertThat(page.events().get(0).toString()).isEqualTo(enormous);
        assertThat(page.events().get(1).getEventId()).isEqualTo("good");
    }

    // Once stored, a position that no server can be asked for would keep the stream from ever going on.
    @ParameterizedTest
    @ValueSource(strings = { "a b", "a\\u0000", "a\\n", "ä", "\ufffd" })
    void aPositionThatIsNotPlainTextIsRefused(String next) {
        assertThatThrownBy(() -> parse(page("[{}]", '"' + next + '"'), "1"))
                .hasMessageContaining("next_stream_position is not");
    }

    @Test
    void aPositionThatIsTooLongIsRefused() throws IOException {
        assertThat(parse(page("[]", "9".repeat(500)), "1").nextPosition()).hasSize(500);
        assertThatThrownBy(() -> parse(page("[]", "9".repeat(501)), "1")).hasMessageContaining("next_stream_position is not");
    }
}
