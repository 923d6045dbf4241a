using System.Security.Cryptography;

namespace Rapport.Data;

/// <summary>What PostgreSQL stores instead of a password (RFC 5803), made here so that the password stays here.</summary>
internal static class ScramVerifier
{
    private const int Rounds = 4096;

    /// <param name="password">Plain ASCII, which needs no preparation.</param>
    public static string For(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA256, 32);
        var client = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(client)}:{Convert.ToBase64String(server)}";
    }
}
