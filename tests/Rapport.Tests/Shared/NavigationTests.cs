using Rapport.Features.Shared;

namespace Rapport.Tests.Shared;

public sealed class NavigationTests
{
    [Theory]
    [InlineData("/", "Today")]
    [InlineData("/one-on-ones/new", "One-on-ones")]
    [InlineData("/meetings/7", "One-on-ones")]
    [InlineData("/points/7", "One-on-ones")]
    [InlineData("/open-loops", "Open loops")]
    [InlineData("/people/chart", "People")]
    [InlineData("/account", null)]
    [InlineData("/people-of-note", null)]
    public void A_page_belongs_to_one_place(string path, string? place) => Assert.Equal(place, Navigation.PlaceOf(path));
}
