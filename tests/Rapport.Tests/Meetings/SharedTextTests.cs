using Rapport.Features.Agendas;
using Rapport.Features.Meetings;
using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.Meetings;

public class SharedTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 19, 9, 0, 0, TimeSpan.Zero);
    private static readonly Id<Person> Hanna = Id<Person>.New();
    private static readonly Id<Person> Teo = Id<Person>.New();

    [Fact]
    public void Each_save_counts_the_version_up_and_names_its_writer()
    {
        var note = Note();
        note.Write("Nobody asked him", 0, Hanna, Now);
        note.Write("Nobody asked him on Friday", 1, Teo, Now);

        Assert.Equal(("Nobody asked him on Friday", 2, Teo), (note.Text, note.Version, note.WrittenBy));
    }

    [Theory]
    [InlineData(SharedTextKind.Concern, 2_000)]
    [InlineData(SharedTextKind.LastWords, 2_000)]
    public void What_is_said_in_passing_is_short_however_it_is_saved(SharedTextKind kind, int longest)
    {
        var text = new SharedText(Id<Meeting>.New(), kind, null);
        text.Write(new string('x', longest), 0, Teo, Now);

        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => text.Write(new string('x', longest + 1), 1, Teo, Now)).Kind);
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => text.Take([ChangeSet.Between(text.Text, text.Text + "y")], "tab-1", Teo, Now)).Kind);
        Assert.Equal(longest, text.Text.Length);
    }

    [Fact]
    public void A_save_on_an_older_version_never_overwrites()
    {
        var note = Note();
        note.Write("Hers", 0, Hanna, Now);

        Assert.True(note.IsOvertaken("His", 0));
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => note.Write("His", 0, Teo, Now)).Kind);
        Assert.Equal("Hers", note.Text);
    }

    [Fact]
    public void Saving_again_what_is_there_is_neither_a_conflict_nor_a_new_version()
    {
        var note = Note();
        note.Write("The answer was lost on the way", 0, Hanna, Now);
        note.Write("The answer was lost on the way\n", 0, Hanna, Now);

        Assert.Equal(1, note.Version);
    }

    [Fact]
    public void Words_that_somebody_takes_on_become_theirs_and_only_as_they_read_them()
    {
        var promise = new SharedText(Id<Meeting>.New(), SharedTextKind.ReportPromise, null);
        promise.Write("Get Callum through a release", 0, Hanna, Now);
        Assert.Equal(RefusalKind.Conflict, Assert.Throws<Refusal>(() => promise.TakeOn(0, Teo, Now)).Kind);

        promise.TakeOn(1, Teo, Now);
        Assert.Equal(("Get Callum through a release", 2, Teo), (promise.Text, promise.Version, promise.WrittenBy));
    }

    [Fact]
    public void A_note_stands_under_a_point_and_nothing_else_does()
    {
        Assert.Throws<Refusal>(() => new SharedText(Id<Meeting>.New(), SharedTextKind.Note, null));
        Assert.Throws<Refusal>(() => new SharedText(Id<Meeting>.New(), SharedTextKind.Concern, Id<AgendaPoint>.New()));
    }

    [Fact]
    public void A_note_that_could_not_be_shown_later_is_refused_now()
    {
        var tooDeep = new string('>', 500) + " deep";
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => Note().Write(tooDeep, 0, Hanna, Now)).Kind);
    }

    private static SharedText Note() => new(Id<Meeting>.New(), SharedTextKind.Note, Id<AgendaPoint>.New());
}
