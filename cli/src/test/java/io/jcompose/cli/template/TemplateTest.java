package io.jcompose.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the templates give was compared with {@code docker context inspect --format} of docker 28.5. */
final class TemplateTest {
    private static Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("Name", "default");
        data.put("Count", 3L);
        data.put("Zero", 0L);
        data.put("Ratio", 1.5);
        data.put("On", true);
        data.put("Nothing", null);
        data.put("List", List.of("a", "b"));
        data.put("Empty", List.of());
        data.put("Labels", new TreeMap<>(Map.of("z", "last", "com.example.x", "first")));
        data.put("State", new LinkedHashMap<>(Map.of("Status", "running")));
        data.put(
                "Networks",
                new TreeMap<>(Map.of("web", Map.of("IPAddress", "10.0.0.2"), "db", Map.of("IPAddress", "10.1.0.2"))));
        Method label = given -> "label:" + Functions.text(given, 0);
        data.put("Label", label);
        return data;
    }

    private static String apply(String template) {
        return Template.parse(template).apply(data());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            {{.Name}}                                               § default
            {{.Name}}:{{.Count}}                                    § default:3
            {{.State.Status}}                                       § running
            {{.Label "x"}}                                          § label:x
            {{"x" | .Label}}                                        § label:x
            {{.List}}                                               § [a b]
            {{.State}}                                              § map[Status:running]
            {{.Labels.missing}}                                     § <no value>
            {{.Nothing}}                                            § <no value>
            {{index .Labels "com.example.x"}}                       § first
            {{(index .Networks "db").IPAddress}}                    § 10.1.0.2
            {{index .Labels "missing"}}|                            § |
            {{index .Networks "missing"}}                           § <no value>
            {{index .List 1}}                                       § b
            {{range .Networks}}{{.IPAddress}} {{end}}|              § 10.1.0.2 10.0.0.2 |
            {{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}        § com.example.x=first;z=last;
            {{range $i, $e := .List}}{{$i}}{{$e}}{{end}}            § 0a1b
            {{range $e := .List}}{{$e}}{{$.Name}}{{end}}            § adefaultbdefault
            {{range .Empty}}x{{else}}none{{end}}                    § none
            {{range .List}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}} § a
            {{range .List}}{{if eq . "a"}}{{continue}}{{end}}{{.}}{{end}} § b
            {{range 3}}{{.}}{{end}}                                 § 012
            {{if .On}}yes{{else}}no{{end}}                          § yes
            {{if .Zero}}yes{{else if .Empty}}maybe{{else}}no{{end}} § no
            {{with .State}}{{.Status}}{{end}}                       § running
            {{with .Nothing}}x{{else with .Name}}{{.}}{{end}}       § default
            {{with $x := .Name}}{{$x}}{{end}}                       § default
            {{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}           § 2
            {{and 1 0}}{{or 0 2}}{{not 0}}                          § 02true
            {{or .Name .State.Missing}}                             § default
            {{.Name | upper | printf "%s!"}}                        § DEFAULT!
            {{"a" | printf "%s-%s" "b"}}                            § b-a
            {{printf "%d|%5s|%-5s|%q" 3 "a" "b" "c\\""}}            § 3|    a|b    |"c\\""
            {{printf "%05d %.2f %v %t %x %%" 42 1.5 .List true 255}} § 00042 1.50 [a b] true ff %
            {{printf "%z" 1}}{{printf "%d"}}{{printf "" 1}}         § %!z(int=1)%!d(MISSING)%!(EXTRA int=1)
            {{print 1 2 "a" "b" 3 4}}                               § 1 2ab3 4
            {{len .Name}} {{len .List}} {{len "é"}}                 § 7 2 2
            {{truncate "abc" 2}}|{{pad "a" 1 2}}|{{title "hello world"}} § ab| a  |Hello World
            {{split "a,b" ","}}{{join (split "a,b" ",") "+"}}       § [a b]a+b
            {{join .List ", "}}                                     § a, b
            {{lower "ABC"}}{{upper "abc"}}                          § abcABC
            {{slice "abcdef" 1 3}}                                  § bc
            {{html "<a>"}}{{urlquery "a b"}}                        § &lt;a&gt;a+b
            {{json .State}}{{json .Labels}}{{json .Name}}           § {"Status":"running"}{"com.example.x":"first","z":"last"}"default"
            {{eq .Count 3}}{{ne .Name "x"}}{{lt 1 2}}{{ge "b" "a"}}{{eq 1 2 1}} § truetruetruetruetrue
            {{.Ratio}} {{1e3}} {{0x10}} {{'a'}}                     § 1.5 1000 16 97
            {{printf "%.2q|%.3s|%.9s" "äbcd" "äbcd" "äbcd"}}        § "äb"|äbc|äbcd
            {{join (split "äbc" "") "-"}}{{len (split "" "")}}      § ä-b-c0
            {{"\\x41\\u00e9\\n" | printf "%q"}}                     § "Aé\\n"
            {{`raw\\t`}}                                            § raw\\t
            {{/* said to nobody */}}x{{- /* nor this */ -}} y       § xy
            a {{- "b" -}} c                                         § abc
            a {{-1}}                                                § a -1
            """)
    void aTemplateGivesWhatGosGives(String template, String expected) {
        assertThat(apply(template)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void textIsLeftAsItIs() {
        assertThat(apply("")).isEmpty();
        assertThat(apply(" a } {b}\t\n")).isEqualTo(" a } {b}\t\n");
        assertThat(apply("{{println 1 \"a\" 2}}")).isEqualTo("1 a 2\n");
        assertThat(apply("{{.Name -}}   \n{{- .Name}}")).isEqualTo("defaultdefault");
    }

    @Test
    void jsonLeavesMethodsOut() {
        assertThat(apply("{{json .}}")).startsWith("{\"Name\":\"default\",").doesNotContain("Label\"");
    }

    @Test
    void aHeaderTemplateLeavesValuesAlone() {
        assertThat(Template.parseHeader("{{upper .ID}}\t{{truncate .Name 2}}")
                        .apply(Map.of("ID", "id", "Name", "NAMES")))
                .isEqualTo("id\tNAMES");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            {{.Name                                § :1: unclosed action
            {{if .Name}}x                          § :1: unexpected EOF
            {{foo}}                                § :1: function "foo" not defined
            {{end}}                                § :1: unexpected {{end}}
            {{else}}                               § :1: unexpected {{else}}
            {{.Name}                               § :1: bad character U+007D '}'
            {{}}                                   § :1: missing value for command
            {{if}}x{{end}}                         § :1: missing value for if
            {{with $x := .Name}}{{end}}{{$x}}      § :1: undefined variable "$x"
            {{$x = 1}}                             § :1: undefined variable "$x"
            {{1 | 2}}                              § :1: non executable command in pipeline stage 2
            {{break}}                              § :1: {{break}} outside {{range}}
            {{if 1}}a{{else}}b{{else}}c{{end}}     § :1: expected end; found {{else}}
            {{"abc}}                               § :1: unterminated quoted string
            {{(.Name}}                             § :1: unclosed left paren
            {{/* x }}                              § :1: unclosed comment
            {{.Foo}}                               § :1:2: executing "" at <.Foo>: map has no entry for key "Foo"
            {{.State.Health.Status}}               § :1:8: executing "" at <.State.Health.Status>: map has no entry for key "Health"
            {{.Nothing.x}}                         § :1:10: executing "" at <.Nothing.x>: nil pointer evaluating interface {}.x
            {{.Name.x}}                            § :1:7: executing "" at <.Name.x>: can't evaluate field x in type string
            {{.Name .Zero}}                        § :1:2: executing "" at <.Name>: Name has arguments but cannot be invoked as function
            {{eq 1 "a"}}                           § :1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison: int and string
            {{lt true false}}                      § :1:2: executing "" at <lt true false>: error calling lt: invalid type for comparison
            {{len 3}}                              § :1:2: executing "" at <len 3>: error calling len: len of type int
            {{not}}                                § :1:2: executing "" at <not>: wrong number of args for not: want 1 got 0
            {{range .Name}}{{end}}                 § :1:8: executing "" at <.Name>: range can't iterate over default
            {{index (split "a,b" ",") 5}}          § :1:2: executing "" at <index (split "a,b" ",") 5>: error calling index: index out of range: 5
            {{nil}}                                § :1:2: executing "" at <nil>: nil is not a command
            """)
    void whatIsWrongIsSaidInDockersWords(String template, String complaint) {
        assertThatThrownBy(() -> apply(template))
                .isInstanceOf(TemplateException.class)
                .hasMessage("template parsing error: template: " + complaint);
    }

    @Test
    void theLineOfAComplaintIsThatOfTheAction() {
        assertThatThrownBy(() -> apply("a\nb {{.Foo}}"))
                .hasMessage(
                        "template parsing error: template: :2:4: executing \"\" at <.Foo>: map has no entry for key \"Foo\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{",
                "{{-",
                "{{\"",
                "{{`",
                "{{'",
                "{{$",
                "{{.",
                "{{(",
                "{{1 |}}",
                "{{$x :=}}",
                "{{range}}",
                "{{if 1}}{{else",
                "{{range $a, 1}}{{end}}",
                "{{\"\\q\"}}",
                "{{end",
                "{{define \"x\"}}{{end}}",
                "{{$a, $b := 1}}",
                "{{.A.}}",
                "{{|}}",
                "{{,}}",
                "{{1e}}"
            })
    void brokenTemplatesAreComplainedOfAndNothingElseHappens(String template) {
        assertThatThrownBy(() -> apply(template)).isInstanceOf(TemplateException.class);
    }

    @Test
    void whatIsNothingIsItsTypesZeroForATemplateAndNullOrLeftOutInJson() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("Health", Nothing.OMITTED_POINTER);
        data.put("Name", Nothing.OMITTED_TEXT);
        data.put("Binds", Nothing.LIST);
        data.put("Volumes", Nothing.MAP);
        String template =
                "{{if .Health}}yes{{else}}no{{end}}|{{.Name}}|{{.Binds}}|{{len .Binds}}|{{range .Volumes}}x{{end}}|{{json .}}";
        assertThat(Template.parse(template).apply(data)).isEqualTo("no||[]|0||{\"Binds\":null,\"Volumes\":null}");
        assertThatThrownBy(() -> Template.parse("{{.Health.Status}}").apply(data))
                .hasMessageContaining("nil pointer");
    }
}
