using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class PeopleFileTests
{
    private const string Header = "Name,E-mail,Manager's e-mail,Team,Title,Level,Start date,Time zone\n";

    [Fact]
    public void A_file_is_read_into_the_words_of_each_row()
    {
        var row = Read(Header + "\"Ana, Maria\",ana@x.example,ben@x.example,Data,Engineer,L4,2024-03-18,Europe/Berlin\n").Rows.Single();

        Assert.Equal(new(2, "Ana, Maria", "ana@x.example", "ben@x.example", "Data", "Engineer", "L4", "2024-03-18", "Europe/Berlin"), row);
    }

    [Theory]
    [InlineData("name,email,manager email,team,title,level,start date,timezone", ',')]
    [InlineData("Name;E-Mail;Manager's e-mail;Team;Title;Level;Start date;Time zone", ';')]
    [InlineData("NAME\tE-MAIL\tManager’s e-mail\tTEAM\tJob title\tJob level\tStart_date\tTime-zone", '\t')]
    [InlineData(" Full name , E-mail address , Managers email , Team , Title , Level , Startdate , Time Zone ", ',')]
    [InlineData("\"Name\",\"E-mail\",\"Manager's e-mail\",\"Team\",\"Title\",\"Level\",\"Start date\",\"Time zone\",", ',')]
    public void Headers_and_separators_are_read_with_tolerance(string header, char separator)
    {
        var cells = string.Join(separator, "Ana", "a@x.example", "b@x.example", "Data", "Engineer", "L4", "2024-03-18", "UTC");

        Assert.Equal(new(2, "Ana", "a@x.example", "b@x.example", "Data", "Engineer", "L4", "2024-03-18", "UTC"), Read(header + "\r\n" + cells).Rows.Single());
    }

    [Fact]
    public void The_order_of_the_columns_is_free()
    {
        var row = Read("Time zone,Level,Name,Team,E-mail,Start date,Title,Manager's e-mail\nUTC,L4,Ana,Data,a@x,2024-03-18,Engineer,b@x\n").Rows.Single();

        Assert.Equal(new(2, "Ana", "a@x", "b@x", "Data", "Engineer", "L4", "2024-03-18", "UTC"), row);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name() =>
        Assert.Single(PeopleFile.Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Header + "Ana,a@x,,,,,,UTC")]).Rows);

    [Fact]
    public void Short_rows_and_empty_rows_are_no_trouble()
    {
        var rows = Read(Header + "\n,,,,,,,\nAna,a@x\n").Rows;

        Assert.Equal((4, "Ana", ""), (rows.Single().Number, rows.Single().Name, rows.Single().Zone));
        Assert.False(rows.Single().HasMoreCells);
        Assert.True(Read(Header + "Ana,a@x,,,,,,UTC,more").Rows.Single().HasMoreCells);
        Assert.False(Read(Header + "Ana,a@x,,,,,,UTC,,").Rows.Single().HasMoreCells);
    }

    [Fact]
    public void Missing_unknown_and_double_columns_are_named()
    {
        var message = Refused("Name,Email,E-mail,Team,Title,Level,Time zone,Salary,Shoe size\nAna");

        Assert.Contains("lacks “Manager's e-mail”, “Start date”.", message, StringComparison.Ordinal);
        Assert.Contains("does not know, “Salary”, “Shoe size”.", message, StringComparison.Ordinal);
        Assert.Contains("twice “E-mail”.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_encoding_is_reported_with_its_row_and_the_remedy()
    {
        var latin = Encoding.Latin1.GetBytes(Header + "\"Ana\nMaria\",a@x,,,,,,UTC\r\nJosé,j@x,,,,,,UTC\r\n");

        var message = Assert.Throws<Refusal>(() => PeopleFile.Read(latin)).Message;

        Assert.StartsWith("Row 3 ", message, StringComparison.Ordinal);
        Assert.Contains("CSV UTF-8", message, StringComparison.Ordinal);
        foreach (var wide in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Contains("UTF-16", RefusedBytes([.. wide.Preamble, .. wide.GetBytes(Header)]), StringComparison.Ordinal);
            Assert.Contains("CSV UTF-8", RefusedBytes(wide.GetBytes(Header + "Ana")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_workbook_is_told_from_a_table() =>
        Assert.Contains("workbook", RefusedBytes([.. "PK\u0003\u0004"u8, .. new byte[100]]), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData(Header, "nobody")]
    [InlineData(Header + "\n,,,\n", "nobody")]
    [InlineData(Header + "Ana,a@x\nBen\0,b@x", "Row 3 holds a NUL")]
    [InlineData(Header + "\"Ana,a@x\nBen,b@x", "Row 2 opens a quotation mark")]
    [InlineData("\"Name", "Row 1 opens a quotation mark")]
    public void A_file_that_is_no_table_is_refused_with_a_reason(string text, string reason) =>
        Assert.Contains(reason, Refused(text), StringComparison.Ordinal);

    [Fact]
    public void Large_files_are_refused_quickly()
    {
        var watch = Stopwatch.StartNew();

        Assert.Contains("5 MB", RefusedBytes(new byte[(5 * 1024 * 1024) + 1]), StringComparison.Ordinal);
        Assert.Contains("columns", Refused(new string(',', 1_000_000)), StringComparison.Ordinal);
        Assert.Contains("columns", Refused(Header + new string(',', 1_000_000)), StringComparison.Ordinal);
        Assert.Contains("20,000", Refused(Header + string.Concat(Enumerable.Repeat("Ana,a@x\n", 20_001))), StringComparison.Ordinal);
        Assert.Contains("empty", Refused(new string('\n', 5_000_000)), StringComparison.Ordinal);
        Assert.Contains("quotation", Refused(Header + new string('"', 4_000_001)), StringComparison.Ordinal);
        Assert.Contains("columns", Refused(string.Join(',', Enumerable.Range(0, 400).Select(at => "c" + at))), StringComparison.Ordinal);
        Assert.Equal(20_000, Read(Header + string.Concat(Enumerable.Repeat("Ana,a@x\n", 20_000))).Rows.Count);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Formulas_are_words() => Assert.Equal("=1+1", Read(Header + "=1+1,a@x").Rows.Single().Name);

    [Fact]
    public void Any_bytes_are_read_or_refused_and_nothing_else()
    {
        var pieces = Gen.Elements(
            Header, "Name,", "Ana", "\"", "\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "=1", "@", "é", "👩🏽‍💻", "\0", "\uFEFF", "2024-03-18", " ");
        var files = Gen.ListOf(Gen.OneOf(
                pieces.Select(Encoding.UTF8.GetBytes), Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))))
            .Select(parts => parts.SelectMany(part => part).ToArray());

        Prop.ForAll(Gen.OneOf(files, files.Select(bytes => Encoding.UTF8.GetBytes(Header).Concat(bytes).ToArray())).ToArbitrary(), bytes =>
        {
            try
            {
                Assert.NotEmpty(PeopleFile.Read(bytes).Rows);
            }
            catch (Refusal refusal)
            {
                Assert.Equal(RefusalKind.Invalid, refusal.Kind);
            }
        }).Try("any bytes as a file of people", 5_000, 1_000_000);
    }

    private static PeopleFile Read(string text) => PeopleFile.Read(Encoding.UTF8.GetBytes(text));

    private static string Refused(string text) => RefusedBytes(Encoding.UTF8.GetBytes(text));

    private static string RefusedBytes(byte[] bytes)
    {
        var refusal = Assert.Throws<Refusal>(() => PeopleFile.Read(bytes));
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);
        return refusal.Message;
    }
}
