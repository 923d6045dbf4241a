using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Kernel;

namespace Rapport.Tests.Kernel;

public partial class ProseTests
{
    [Theory]
    [InlineData("one\ntwo\n\nthree", "<p dir=\"auto\">one<br>\ntwo</p>\n<p dir=\"auto\">three</p>\n")]
    [InlineData("# a\n## b\n###### c", "<h4 dir=\"auto\">a</h4>\n<h5 dir=\"auto\">b</h5>\n<h6 dir=\"auto\">c</h6>\n")]
    [InlineData("*a* **b** ~~c~~ `d<e`", "<p dir=\"auto\"><em>a</em> <strong>b</strong> <s>c</s> <code>d&lt;e</code></p>\n")]
    [InlineData("- a\n- b", "<ul>\n<li dir=\"auto\">a</li>\n<li dir=\"auto\">b</li>\n</ul>\n")]
    [InlineData("3. a", "<ol start=\"3\">\n<li dir=\"auto\">a</li>\n</ol>\n")]
    [InlineData("> a", "<blockquote>\n<p dir=\"auto\">a</p>\n</blockquote>\n")]
    [InlineData("```js\na<b\n\nc\n```", "<pre><code>a&lt;b\n\nc</code></pre>\n")]
    [InlineData("|a|b|\n|-|-|\n|1|2|", "<table>\n<tr><th dir=\"auto\">a</th><th dir=\"auto\">b</th></tr>\n<tr><td dir=\"auto\">1</td><td dir=\"auto\">2</td></tr>\n</table>\n")]
    [InlineData("---", "<hr>\n")]
    [InlineData("", "")]
    public void Markdown_becomes_plain_elements(string text, string html) => Assert.Equal(html, Html(text));

    [Fact]
    public void Task_lists_say_their_state()
    {
        var html = Html("- [x] a\n- [ ] b");

        Assert.Contains("<span class=\"task\" role=\"img\" aria-label=\"done\">☑</span> a", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"task\" role=\"img\" aria-label=\"to do\">☐</span> b", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a](https://x.example/y?z=1&w=\"2\")", "https://x.example/y?z=1&w=\"2\"")]
    [InlineData("[a](HTTP://x.example)", "HTTP://x.example")]
    [InlineData("[a](mailto:ana@example.com)", "mailto:ana@example.com")]
    [InlineData("<ana@example.com>", "mailto:ana@example.com")]
    [InlineData("<https://x.example>", "https://x.example")]
    [InlineData("see https://x.example/y.", "https://x.example/y")]
    [InlineData("www.example.com", "http://www.example.com")]
    [InlineData("[a](/people/1)", "/people/1")]
    [InlineData("[a](notes?at=12:30)", "notes?at=12:30")]
    [InlineData("[a](#top)", "#top")]
    [InlineData("[a](c|/x)", "c|/x")]
    [InlineData("[a][b]\n\n[b]: https://x.example 'title'", "https://x.example")]
    [InlineData("![chart](https://x.example/a.png)", "https://x.example/a.png")]
    public void A_link_leads_where_it_says_and_names_no_page_of_ours(string text, string address)
    {
        var link = Assert.Single(Links(Html(text)));

        Assert.Equal(address, link);
        Assert.True(IsHarmless(link), link);
        Assert.Single(Regex.Matches(Html(text), "rel=\"noreferrer\">", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt:alert(1))")]
    [InlineData("[a](javascript&colon;alert(1))")]
    [InlineData("[a](&#106;avascript:alert(1))")]
    [InlineData("[a](<java\tscript:alert(1)>)")]
    [InlineData("[a](&#1;javascript:alert(1))")]
    [InlineData("[a](java&NewLine;script:alert(1))")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[a](vbscript:x)")]
    [InlineData("[a](file:///etc/passwd)")]
    [InlineData("[a](blob:https://x/y)")]
    [InlineData("[a](ftp://x.example)")]
    [InlineData("[a](//evil.example)")]
    [InlineData("[a](/\\evil.example)")]
    [InlineData("[a](\\\\evil.example)")]
    [InlineData("[a](/&Tab;/evil.example)")]
    [InlineData("[a](:x)")]
    [InlineData("[a]()")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("<data:text/html,x>")]
    [InlineData("![a](javascript:alert(1))")]
    [InlineData("![a](data:image/svg+xml,x)")]
    [InlineData("[a][b]\n\n[b]: javascript:alert(1)")]
    [InlineData("[a](tel:1)")]
    public void Nowhere_else_is_a_link(string text)
    {
        Assert.Empty(Links(Html(text)));
        OnlyKnownElements(Html(text));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a <b onclick=alert(1)>b</b>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<!--\n--><script>x</script>")]
    [InlineData("<![CDATA[<script>]]>")]
    [InlineData("<?php ?>")]
    [InlineData("<div>\n\n*a*\n\n</div>")]
    [InlineData("&lt;script&gt;")]
    [InlineData("`<script>`")]
    [InlineData("```\"><script>\n</code></pre><script>\n```")]
    [InlineData("    <script>")]
    [InlineData("[a](https://x.example/\"onmouseover=alert(1)//)")]
    [InlineData("[a](https://x.example/'><script>)")]
    [InlineData("[a](https://x.example \"t\" onclick=x)")]
    [InlineData("[<script>](https://x.example)")]
    [InlineData("![\"><script>](https://x.example)")]
    [InlineData("# a {onclick=alert(1)}")]
    [InlineData("[a](/b){onclick=x .c #d}")]
    [InlineData("|<script>|\n|-|\n|<img onerror=x>|")]
    [InlineData("[^1]\n\n[^1]: x")]
    [InlineData("- [x]<script>")]
    [InlineData("::: <script>\na\n:::")]
    [InlineData("$<script>$")]
    [InlineData("![video](https://www.youtube.com/watch?v=x)")]
    public void Raw_html_and_attributes_are_words(string text) => OnlyKnownElements(Html(text));

    [Fact]
    public void Raw_html_is_shown_as_it_was_typed() =>
        Assert.Contains("&lt;b onclick=x&gt;", Html("a <b onclick=x>b</b>"), StringComparison.Ordinal);

    [Fact]
    public void No_image_is_ever_requested_and_links_do_not_nest()
    {
        Assert.DoesNotContain("<img", Html("![chart](https://x.example/a.png) ![](https://x.example/b.png)"), StringComparison.Ordinal);
        Assert.Equal(["/b"], Links(Html("[![chart](https://x.example/a.png) and https://x.example](/b)")));
    }

    [Theory]
    [InlineData("‮evil‬ [‮moc.live](https://x.example)", "‮")]
    [InlineData("👩🏽‍💻 **שלום** 山田", "<strong>שלום</strong> 山田")]
    public void Every_script_passes(string text, string kept)
    {
        OnlyKnownElements(Html(text));
        Assert.Contains(WebUtility.HtmlDecode(kept), WebUtility.HtmlDecode(Html(text)), StringComparison.Ordinal);
        Assert.Contains("dir=\"auto\"", Html(text), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Bombs => new()
    {
        { "[ ×100k", Repeat("[", 100_000) },
        { "[ ×60k", Repeat("[", 60_000) },
        { "![", Repeat("![", 30_000) },
        { "[a](", Repeat("[a](", 16_000) },
        { "[…]", Repeat("[", 30_000) + Repeat("]", 30_000) },
        { "> ×50k", Repeat(">", 50_000) },
        { "> -", Repeat("> - ", 16_000) },
        { "- - -", Repeat("- ", 30_000) },
        { "1. 1. 1.", Repeat("1. ", 20_000) },
        { "a deep list", string.Join('\n', Enumerable.Range(0, 250).Select(level => new string(' ', 2 * level) + "- a")) },
        { "*a *a", Repeat("*a ", 20_000) },
        { "a**b", Repeat("a**b", 16_000) },
        { "*a **b … ** *", Repeat("*a **b ", 4_500) + Repeat("b** a* ", 4_500) },
        { "*_*_", Repeat("*_", 30_000) },
        { "~~a", Repeat("~~a ", 16_000) },
        { "`, ``, ```", string.Join(' ', Enumerable.Range(1, 340).Select(ticks => Repeat("`", ticks))) },
        { "<", Repeat("<", 65_000) },
        { "<![CDATA[", Repeat("<![CDATA[", 7_000) },
        { "&", Repeat("&", 65_000) },
        { "quotes", Repeat("\"", 65_000) },
        { "https://", Repeat("https://a.b ", 5_000) },
        { "one long address, many references", "[a]: /" + Repeat("x", 30_000) + "\n\n" + Repeat("[a]", 10_000) },
        { "one fair address, many references", "[a]: /" + Repeat("x", 1_990) + "\n\n" + Repeat("[a]", 20_000) },
        { "many definitions", string.Concat(Enumerable.Range(0, 4_000).Select(number => $"[a{number}]: /b\n")) },
        { "100k cells", "|a|\n|-|\n" + Repeat(Repeat("|", 100) + "\n", 1_000) },
        { "a wide table of short rows", Repeat("|a", 7_000) + "\n" + Repeat("|-", 7_000) + "\n" + Repeat("|\n", 10_000) },
        { "a table of 15,000 columns", Repeat("|a", 15_000) + "\n" + Repeat("|-", 15_000) },
        { "blank lines", Repeat("\n", 65_000) },
        { "tabs", Repeat("-\t", 30_000) },
        { "combining marks", "a" + Repeat("\u0301", 30_000) },
        { "overrides", Repeat("\u202E", 20_000) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_hostile_text_costs_little_and_is_shown_or_refused(string name, string text)
    {
        Assert.NotEmpty(name);
        var quickest = TimeSpan.MaxValue;
        var allocated = long.MaxValue;
        for (var attempt = 0; attempt < 3 && quickest > TimeSpan.FromSeconds(1); attempt++)
        {
            var html = "";
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begun = OnProcessor();
            try
            {
                html = Html(text);
            }
            catch (Refusal refusal)
            {
                Assert.Equal(RefusalKind.Invalid, refusal.Kind);
            }

            var took = OnProcessor() - begun;
            quickest = took < quickest ? took : quickest;
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            OnlyKnownElements(html);
        }

        Assert.InRange(quickest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(allocated, 0, 64 * 1024 * 1024);
    }

    // What this thread has worked, not what it has waited while the machine did other things.
    private static TimeSpan OnProcessor() =>
        TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000);

    [Fact]
    public void Deep_nesting_is_refused_before_it_is_stored()
    {
        foreach (var text in new[] { Repeat(">", 50_000), Repeat("[", 60_000), Repeat("> ", 100), Repeat("*a **b ", 50) + Repeat("b** a* ", 50) })
        {
            var refusal = Assert.Throws<Refusal>(() => Prose.Accept(text, 100_000));
            Assert.Contains("nested too deeply", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal("- a\n  - b", Prose.Accept(" - a\r\n  - b ", 100));
    }

    [Fact]
    public void Text_over_64_kilobytes_is_refused()
    {
        Assert.NotEmpty(Html(Repeat("a", 64 * 1024)));
        Assert.Contains("64 KB", Assert.Throws<Refusal>(() => Html(Repeat("é", 33_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unreadable_text_is_refused()
    {
        Assert.Throws<Refusal>(() => Html("a\0b"));
        Assert.Throws<Refusal>(() => Html("a\uD83D"));
        Assert.Throws<Refusal>(() => Html("\uDE00"));
        Assert.DoesNotContain('\0', Html("&#0; &#xD800;"));
    }

    [Theory]
    [InlineData("# Release\n\n- **ship** `v2`\n- tell [Ana](/people/1)\n", "Release ship v2 tell Ana")]
    [InlineData("![chart](https://x.example) &amp; <b>", "chart & <b>")]
    [InlineData("a\nb\t\tc", "a b c")]
    [InlineData("|a|b|\n|-|-|\n|1|2|", "a b 1 2")]
    [InlineData("- [x] done", "☑ done")]
    [InlineData("\u202Eevil\u2066", "evil")]
    [InlineData("", "")]
    public void A_summary_is_the_words_in_one_line(string text, string line) => Assert.Equal(line, Prose.ToPlainLine(text));

    [Fact]
    public void A_long_summary_ends_between_characters_as_people_see_them()
    {
        Assert.Equal("aaaaa…", Prose.ToPlainLine("aaaaaaaaaa", 5));
        Assert.Equal("ab…", Prose.ToPlainLine("ab👩🏽‍💻c", 5));
        Assert.Equal("a b", Prose.ToPlainLine("a b ", 3));
        Assert.InRange(Prose.ToPlainLine("a" + Repeat("\u0301", 30_000)).Length, 0, 161);
    }

    [Fact]
    public void Whatever_is_typed_yields_known_elements_only()
    {
        var pieces = Gen.Elements(
            "a", " ", "\n", "\n\n", "    ", "\t", "*", "**", "_", "~~", "`", "```", "#", ">", "- ", "1. ", "[", "]", "(", ")", "!", "<", ">",
            "\"", "'", "&", ";", ":", "|", "|-|", "\\", "/", "=", "{", "}", "javascript:", "data:", "https://x.example", "mailto:", "www.a.b",
            "onerror=", "<script>", "<img ", "&colon;", "&#x6a;", "[x]", "[a]: ", "^", "$$", "\u202E", "é", "👩🏽‍💻", "ש");
        var texts = Gen.ListOf(pieces).Select(string.Concat).ToArbitrary();

        Prop.ForAll(texts, text =>
        {
            OnlyKnownElements(Html(text));
            Assert.DoesNotContain('\n', Prose.ToPlainLine(text));
        }).Try("hostile Markdown", 5_000, 1_000_000, largest: 60);
    }

    /// <summary>Every angle bracket belongs to an element that a reader's page expects, in exactly the form we write it.</summary>
    private static void OnlyKnownElements(string html)
    {
        var rest = KnownTags().Replace(html, "");

        Assert.DoesNotContain('<', rest);
        Assert.DoesNotContain('>', rest);
        foreach (var address in Links(html))
            Assert.True(IsHarmless(address), address);
    }

    // Uri is another reader of addresses than the one under test. It takes "c|" for a drive; browsers do so on file pages only.
    private static bool IsHarmless(string address) =>
        Uri.TryCreate(new Uri("https://rapport.example/people"), address.Replace("|", "%7C", StringComparison.Ordinal), out var whole)
            ? whole.Scheme is "http" or "https" or "mailto" && (whole.Host == "rapport.example" || address.Contains(':', StringComparison.Ordinal))
            : new[] { "http:", "https:", "mailto:" }.Any(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    private static string[] Links(string html) =>
        [.. Addresses().Matches(html).Select(found => WebUtility.HtmlDecode(found.Groups["address"].Value))];

    private static string Html(string text)
    {
        using var page = new StringWriter();
        Prose.ToHtml(text).WriteTo(page, HtmlEncoder.Default);
        return page.ToString();
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [GeneratedRegex("""
        <(?:h[456]|p|li|th|td)\ dir="auto">|<ol\ start="[0-9]+">|<a\ href="[^"<>]*"\ rel="noreferrer">
        |<span\ class="task"\ role="img"\ aria-label="(?:done|to\ do)">
        |</?(?:ul|ol|em|strong|s|code|pre|blockquote|table|tr|hr|br)>|</(?:h[456]|p|li|th|td|a|span)>
        """, RegexOptions.IgnorePatternWhitespace, 10_000)]
    private static partial Regex KnownTags();

    [GeneratedRegex("href=\"(?<address>[^\"]*)\"", RegexOptions.None, 10_000)]
    private static partial Regex Addresses();
}
