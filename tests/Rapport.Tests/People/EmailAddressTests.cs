using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Tests.People;

public class EmailAddressTests
{
    [Theory]
    [InlineData(" ana@example.com ", "ana@example.com")]
    [InlineData("Ana.O'Neil+x@mail.example.co.uk", "Ana.O'Neil+x@mail.example.co.uk")]
    [InlineData("ana@intranet", "ana@intranet")]
    [InlineData("jörg@münchen.example", "jörg@münchen.example")]
    public void An_address_is_kept_as_it_was_typed(string text, string address) => Assert.Equal(address, EmailAddress.Of(text));

    [Theory]
    [InlineData("ana")]
    [InlineData("@x.example")]
    [InlineData("ana@")]
    [InlineData("a@b@c")]
    [InlineData("ana maria@x.example")]
    [InlineData("ana@x..example")]
    [InlineData("ana@.x")]
    [InlineData("ana.@x")]
    [InlineData("ana@-x.example")]
    [InlineData("Ana <ana@x.example>")]
    [InlineData("a@x.example,b@x.example")]
    [InlineData("a@x.example\r\nBcc: b@x.example")]
    [InlineData("an\u200Ba@x.example")]
    [InlineData("\u202Eana@x.example")]
    [InlineData("")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal(RefusalKind.Invalid, Assert.Throws<Refusal>(() => EmailAddress.Of(text)).Kind);

    [Fact]
    public void Capitals_make_no_other_person() => Assert.True(EmailAddress.Comparer.Equals("Ana@X.example", "ana@x.example"));
}
