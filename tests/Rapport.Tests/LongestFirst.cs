using Xunit.Sdk;
using Xunit.v3;

namespace Rapport.Tests;

/// <summary>Scenes that take minutes begin first, so that at the end nobody waits for one of them alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "Hostile.", "VaultLifeTests", "VaultTests", "PrivatePanelTests", "BlindServerTests", "DemoPagesTests",
        "OtherSitesTests", "OddInputTests", "CanaryTests", "LogsTests", "LiveLedgerTests", "LedgerTests", "StartTests", "ProbesTests", "FaultsTests", "ReturnAddressTests", "CertificateTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is var place and >= 0 ? place : Long.Length)];
}
