namespace Rapport.Features.People;

/// <summary>How a person is called in a sentence: "Teo and you". Headings and lists carry the whole name.</summary>
public static class PersonName
{
    // In Vietnamese the family name stands first and people are called by the last one; these few cover nearly everyone.
    private static readonly HashSet<string> VietnameseFamilies = new(StringComparer.OrdinalIgnoreCase)
    {
        "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Hoàng", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
    };

    public static string Called(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            return name;
        return VietnameseFamilies.Contains(words[0]) ? words[^1] : words[0];
    }
}
