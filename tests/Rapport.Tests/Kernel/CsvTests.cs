using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Kernel;

namespace Rapport.Tests.Kernel;

public class CsvTests
{
    [Theory]
    [InlineData("a,b\r\nc,d", "a|b/c|d")]
    [InlineData("a,b\nc,d\n", "a|b/c|d")]
    [InlineData("a,b\rc,d\r", "a|b/c|d")]
    [InlineData("\"a,b\",\"c\"\"d\"\"\"\n", "a,b|c\"d\"")]
    [InlineData("\"a\r\nb\",c", "a\r\nb|c")]
    [InlineData("a,,\n,,", "a||/||")]
    [InlineData("5\" pipe,b", "5\" pipe|b")]
    [InlineData("\"\"\n\na", "a")]
    [InlineData("", "")]
    public void A_table_is_read_as_it_was_meant(string text, string cells) =>
        Assert.Equal(cells, string.Join('/', Csv.Read(text, ',').Select(row => string.Join('|', row.Cells))));

    [Fact]
    public void Rows_are_counted_as_a_spreadsheet_counts() =>
        Assert.Equal([1, 3, 4], Csv.Read("\"a\nb\"\r\n\r\nc\r\nd", ',').Select(row => row.Number));

    [Theory]
    [InlineData("name,team", ',')]
    [InlineData("name;team;title, short", ';')]
    [InlineData("name\tteam\n,,,,", '\t')]
    [InlineData("\"a;b;c;d\",team", ',')]
    [InlineData("name", ',')]
    [InlineData("", ',')]
    public void The_separator_is_found_in_the_first_row(string text, char separator) => Assert.Equal(separator, Csv.SeparatorOf(text));

    [Theory]
    [InlineData("a,b\n\"c,d\n", "Row 2 opens a quotation mark")]
    [InlineData("\"", "Row 1 opens a quotation mark")]
    [InlineData("a\n\"b\"c,d", "Row 2 goes on after")]
    public void Unbalanced_quotation_marks_are_named_with_their_row(string text, string start) =>
        Assert.StartsWith(start, Assert.Throws<Refusal>(() => Csv.Read(text, ',').Count()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_million_commas_are_refused() =>
        Assert.Contains("columns", Assert.Throws<Refusal>(() => Csv.Read(new string(',', 1_000_000), ',').Count()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+49 30 1234")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData(" =1+1")]
    [InlineData("\u00A0=1+1")]
    [InlineData("＝1+1")]
    [InlineData("'=1+1")]
    [InlineData("' =1+1")]
    [InlineData("\tx")]
    public void A_formula_is_written_as_text_and_read_back_as_it_was(string cell)
    {
        var text = Csv.Write([[cell]]);

        Assert.Equal("\"'" + cell + "\"\r\n", text);
        Assert.Equal(cell, Csv.Read(text, ',').Single().Cells.Single());
    }

    [Theory]
    [InlineData("Ana")]
    [InlineData("'tis")]
    [InlineData("a=b")]
    [InlineData("")]
    public void Plain_words_are_left_alone(string cell) => Assert.Equal("\"" + cell + "\"\r\n", Csv.Write([[cell]]));

    [Fact]
    public void A_file_says_that_it_is_utf8() => Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'"'], Csv.File([["é"]]).Take(4));

    [Fact]
    public void Any_table_is_read_back_as_it_was_written_and_holds_no_formula()
    {
        var cells = Gen.OneOf(
            Gen.ListOf(Gen.Elements("=", "+", "-", "@", "'", "\"", ",", ";", "\t", "\r", "\n", " ", "\u00A0", "＝", "a", "1", "é", "\u0001", "👩🏽‍💻"))
                .Select(string.Concat),
            ArbMap.Default.GeneratorFor<string>().Select(any => any ?? ""));
        var rows = Gen.NonEmptyListOf(Gen.NonEmptyListOf(cells)).ToArbitrary();

        Prop.ForAll(rows, table =>
        {
            var written = Csv.Write(table);
            var read = Csv.Read(written, ',').Select(row => row.Cells).ToList();

            Assert.Equal(table.Where(row => row.Count > 1 || row[0].Length > 0), read);
            foreach (var cell in Raw(written))
                Assert.False(IsRun(cell), cell);
        }).Try("tables written and read back", 3_000, 1_000_000);
    }

    private static bool IsRun(string cell) =>
        cell.Length > 0 && (cell[0] is '\t' or '\r' or '\n' || cell.Trim().Length > 0 && "=+-@＝＋－＠".Contains(cell.Trim()[0], StringComparison.Ordinal));

    // Another reader than ours, as simple as what we write allows, and one that knows of no guard.
    private static IEnumerable<string> Raw(string written)
    {
        var cell = new StringBuilder();
        for (var at = 1; at < written.Length; at++)
        {
            if (written[at] != '"')
            {
                cell.Append(written[at]);
            }
            else if (written[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                yield return cell.ToString();
                cell.Clear();
                at += written[at + 1] == ',' ? 2 : 3;
            }
        }
    }
}
