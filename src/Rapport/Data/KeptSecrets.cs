using Microsoft.EntityFrameworkCore;

namespace Rapport.Data;

/// <summary>Sealed secrets as the application has them: it puts one in another's place, or throws it away, and reads none.</summary>
public static class KeptSecrets
{
    public static Task KeepSecret(this RapportDb db, string key, byte[] box, CancellationToken stop) =>
        db.Database.ExecuteSqlAsync($"insert into outgoing_secret (key, box) values ({key}, {box}) on conflict (key) do update set box = {box}", stop);

    public static Task ForgetSecret(this RapportDb db, string key, CancellationToken stop) =>
        db.Database.ExecuteSqlAsync($"delete from outgoing_secret where key = {key}", stop);
}
