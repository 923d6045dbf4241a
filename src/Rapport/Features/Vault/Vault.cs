using Rapport.Features.People;
using Rapport.Kernel;

namespace Rapport.Features.Vault;

/// <summary>
/// Somebody's private notes as their browser encrypted them. The server keeps bytes that it cannot read, in the order of
/// revisions: every change is based on the newest one, carries the manifest of the next, and happens wholly or not at all.
/// </summary>
public sealed class Vault
{
    public const int MostItems = 20_000;
    public const long MostBytes = 64L * 1024 * 1024;
    public const int MostWraps = 20;

    /// <summary>How long the ciphertext of a vault that was given up, or of somebody who left, is kept.</summary>
    public const int DaysKept = 30;

    private const int ManifestLength = 32;

    private Vault() { }

    /// <param name="id">Made by the browser, at random: it is part of what is encrypted.</param>
    public Vault(Id<Vault> id, Id<Person> person, byte[] manifest, DateOnly today)
    {
        Refusal.Invalid(id.Value.Version != 4, "The vault's id is not one.");
        (Id, PersonId, Epoch, FoundedOn) = (id, person, 1, today);
        Advance(manifest);
    }

    public Id<Vault> Id { get; private init; }
    public Id<Person> PersonId { get; private init; }

    /// <summary>Counts the keys that the vault has had.</summary>
    public int Epoch { get; private set; }
    public long Revision { get; private set; }

    /// <summary>What was erased up to this revision is no longer listed: a browser that knows only older ones asks for everything.</summary>
    public long FoldedAt { get; private set; }
    public byte[] Manifest { get; private set; } = [];

    /// <summary>The former key under the new one, while notes are carried over from one to the other.</summary>
    public byte[]? Link { get; private set; }
    public DateOnly FoundedOn { get; private init; }
    public DateOnly? RetiredOn { get; private set; }

    /// <exception cref="Refusal">Conflict: another browser was faster, or the vault was given up.</exception>
    public void RefuseUnlessAt(long revision)
    {
        Refusal.Conflict(RetiredOn is not null, "These notes were given up for a new vault.");
        Refusal.Conflict(Revision != revision, "Another of your browsers changed your notes meanwhile.");
    }

    public void Advance(byte[] manifest)
    {
        Refusal.Invalid(manifest.Length != ManifestLength, "The manifest is not one.");
        (Manifest, Revision) = (manifest, Revision + 1);
    }

    /// <summary>New keys: the notes follow, page by page.</summary>
    public void BeginEpoch(int epoch, byte[] link)
    {
        Refusal.Conflict(Link is not null, "The keys are being changed already.");
        Refusal.Invalid(epoch != Epoch + 1 || link.Length != Sealed.LengthOf(Sealed.KeyLength), "These are not the next keys.");
        (Epoch, Link) = (epoch, link);
    }

    public void EndPassage() => Link = null;

    public void Retire(DateOnly today)
    {
        Refusal.Conflict(RetiredOn is not null, "These notes were given up already.");
        RetiredOn = today;
    }

    public void Fold(long revision) => FoldedAt = Math.Max(FoldedAt, revision);
}

/// <summary>How a way in is opened.</summary>
public enum WrapKind
{
    Passphrase,
    Recovery,
    Passkey,

    /// <summary>A vault begun in haste: by a key that one browser keeps, until there is a recovery code.</summary>
    Device,
}

/// <summary>One way into a vault: its key, encrypted under something that its owner has or knows.</summary>
public sealed class VaultWrap
{
    // The least that browsers accept; see web/islands/vault/wraps.ts.
    private const int LeastMemory = 64 * 1024;
    private const int LeastPasses = 3;
    private const int LongestCredential = 1400;

    private VaultWrap() { }

    public VaultWrap(Id<Vault> vault, Id<VaultWrap> id, WrapKind kind, int epoch, (int Memory, int Passes, int Lanes) cost, byte[] salt, string credential, byte[] blob, byte[] commit)
    {
        Refusal.Invalid(!Enum.IsDefined(kind), "There is no such way in.");
        var isGuessable = kind == WrapKind.Passphrase;
        Refusal.Invalid(isGuessable && (cost.Memory < LeastMemory || cost.Passes < LeastPasses || cost.Lanes != 1), "A passphrase needs more protection than this.");
        Refusal.Invalid(!isGuessable && cost != default, "Only a passphrase has a cost.");
        Refusal.Invalid(salt.Length != (kind == WrapKind.Passkey ? 32 : 16) || blob.Length != 60 || commit.Length != 32, "A way in has the wrong length.");
        Refusal.Invalid(credential.Length > LongestCredential || (credential.Length > 0) != (kind == WrapKind.Passkey), "A passkey is named by its credential, and nothing else is.");
        (VaultId, Id, Kind, Epoch) = (vault, id, kind, epoch);
        (Memory, Passes, Lanes) = cost;
        (Salt, Credential, Blob, Commit) = (salt, credential, blob, commit);
    }

    public Id<Vault> VaultId { get; private init; }
    public Id<VaultWrap> Id { get; private init; }
    public WrapKind Kind { get; private init; }
    public int Epoch { get; private init; }

    /// <summary>KiB.</summary>
    public int Memory { get; private init; }
    public int Passes { get; private init; }
    public int Lanes { get; private init; }
    public byte[] Salt { get; private init; } = [];
    public string Credential { get; private init; } = "";
    public byte[] Blob { get; private init; } = [];
    public byte[] Commit { get; private init; } = [];
}

/// <summary>One note, unreadable. What was erased stays as a row without bytes, so that other browsers learn of it.</summary>
public sealed class VaultItem
{
    private VaultItem() { }

    public VaultItem(Id<Vault> vault, Id<VaultItem> id)
    {
        // An id that tells the time would tell when the note was begun.
        Refusal.Invalid(id.Value.Version != 4, "A note's id is not one.");
        (VaultId, Id) = (vault, id);
    }

    public Id<Vault> VaultId { get; private init; }
    public Id<VaultItem> Id { get; private init; }
    public long Revision { get; private set; }
    public int Epoch { get; private set; }

    /// <summary>Which of the five sizes it has.</summary>
    public short SizeClass { get; private set; }
    public DateOnly DayUpdated { get; private set; }

    /// <summary>As its author chose: with this day over, its bytes go.</summary>
    public DateOnly? DeleteAfterDay { get; private set; }
    public byte[]? WrappedKey { get; private set; }
    public byte[]? Blob { get; private set; }

    /// <summary>What is left of a note whose day is over, until a browser of its author has noticed: enough to show that it was this one.</summary>
    public byte[]? HashOfExpired { get; private set; }

    public bool IsErased => Blob is null && HashOfExpired is null;

    /// <param name="blob">Nothing where only the wrapping of its key is new.</param>
    public void Put(byte[] key, byte[]? blob, DateOnly? deleteAfter, int epoch, long revision, DateOnly today)
    {
        Refusal.Invalid(blob is null && Blob is null, "There is no such note to give another key.");
        Refusal.Invalid(!Sealed.Is('K', key, epoch, revision) || key.Length != Sealed.LengthOf(Sealed.KeyLength), "The key of a note is not one.");
        if (blob is not null)
        {
            Refusal.Invalid(!Sealed.Is('N', blob, epoch, revision), "A note is not encrypted as notes are.");
            var size = Array.FindIndex(Sealed.Sizes, size => Sealed.LengthOf(size) == blob.Length);
            Refusal.Invalid(size < 0, "A note is not filled up to one of the sizes.");
            // Only what its author wrote moves its day; new keys do not.
            (Blob, SizeClass, DayUpdated, HashOfExpired) = (blob, (short)size, today, null);
        }

        (WrappedKey, DeleteAfterDay, Epoch, Revision) = (key, deleteAfter, epoch, revision);
    }

    public void Erase(long revision, DateOnly today) =>
        (WrappedKey, Blob, SizeClass, DeleteAfterDay, HashOfExpired, Revision, DayUpdated) = (null, null, 0, null, null, revision, today);

    /// <summary>Its day is over. The revision stays: only its author's browsers make new ones.</summary>
    public void Expire(DateOnly today)
    {
        if (WrappedKey is null || Blob is null || DeleteAfterDay is null || DeleteAfterDay >= today)
            return;

        HashOfExpired = System.Security.Cryptography.SHA256.HashData([.. WrappedKey, .. Blob]);
        (WrappedKey, Blob, SizeClass) = (null, null, 0);
    }
}

/// <summary>The outside of what browsers encrypt, which is all that the server can tell of it; docs/vault.md has the rest.</summary>
public static class Sealed
{
    public const int KeyLength = 32;

    private const byte Format = 1;
    private const int HeaderLength = 14;
    private const int NonceAndTag = 12 + 16;

    public static readonly int[] Sizes = [256, 1024, 4096, 16_384, 65_536];

    public static int LengthOf(int plain) => plain + HeaderLength + NonceAndTag;

    /// <summary>Whether it says of itself that it is this, of this epoch and revision.</summary>
    public static bool Is(char letter, byte[] bytes, int epoch, long revision) =>
        bytes.Length >= LengthOf(0) && bytes[0] == Format && bytes[1] == letter
        && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(2)) == epoch
        && System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(6)) == (ulong)revision;
}
