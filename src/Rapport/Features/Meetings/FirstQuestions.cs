namespace Rapport.Features.Meetings;

/// <summary>A few gentle questions to begin with when nobody brought anything. Asking one puts it on the agenda.</summary>
public static class FirstQuestions
{
    public static readonly IReadOnlyList<string> ForTheReport =
    [
        "Which part of my work do you see least of?",
        "What do you know that I would work differently for?",
        "Am I where you expected me to be by now?",
        "What would you like me to stop taking on?",
        "What are you worried about that I could help with?",
    ];

    public static readonly IReadOnlyList<string> ForTheManager =
    [
        "What took more out of you lately than it should have?",
        "What are you carrying that nobody has noticed?",
        "Where are you waiting for somebody, me included?",
        "What should I have asked you by now?",
        "What would you like more of?",
    ];
}
