using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Rapport.Data;

/// <summary>
/// The keys that sign people's cookies and forms, as rows: whoever signed in at one node is signed in at every node on this
/// database. Each key comes and goes sealed; those that another key file sealed are not there.
/// </summary>
/// <param name="sealedWith">The fingerprint of the key file.</param>
public sealed class KeyRows(NpgsqlDataSource database, string sealedWith) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("select content from signing_key where sealed_with = $1 order by made_at");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sealedWith });
        using var rows = command.ExecuteReader();
        var keys = new List<XElement>();
        while (rows.Read())
            keys.Add(XElement.Parse(rows.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand("insert into signing_key (name, sealed_with, content) values ($1, $2, $3)");
        foreach (var value in (string[])[friendlyName, sealedWith, element.ToString(SaveOptions.DisableFormatting)])
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        command.ExecuteNonQuery();
    }
}
