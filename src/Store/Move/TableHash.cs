using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace Touchpoints.Store;

/// <summary>How many rows there are, and a hash over all of them in the order of their keys, the same on both engines.</summary>
internal static class TableHash
{
    public static (long Rows, string Hash) Of(DbConnection connection, MovedTable table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {table.ColumnList} FROM {table.Name} ORDER BY {table.KeyList}";
        command.CommandTimeout = 0;
        using var reader = command.ExecuteReader();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        while (reader.Read())
        {
            rows++;
            for (var i = 0; i < reader.FieldCount; i++)
            {
                Append(hash, reader.GetValue(i));
            }
        }

        return (rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Type and length go before each value, so that no two rows give the same octets.
    private static void Append(IncrementalHash hash, object value)
    {
        var octets = value switch
        {
            string text => Encoding.UTF8.GetBytes(PostgresText.Of(text)),
            byte[] blob => blob,
            long number => BitConverter.GetBytes(number),
            _ => [],
        };
        Span<byte> head = stackalloc byte[5];
        head[0] = value switch
        {
            string => 1,
            byte[] => 2,
            long => 3,
            _ => 0,
        };
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], octets.Length);
        hash.AppendData(head);
        hash.AppendData(octets);
    }
}
