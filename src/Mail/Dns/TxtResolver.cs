using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;

namespace Touchpoints.Mail;

/// <summary>
/// Asks DNS servers for TXT records (RFC 1035): over UDP, over TCP what is too long for that (RFC 7766), with EDNS (RFC 6891) where the server has it. A stub:
/// its servers must be resolvers. Answers are believed as the servers are; DNSSEC is theirs to check. May be used from several threads.
/// </summary>
public sealed class TxtResolver
{
    /// <summary>The port of DNS.</summary>
    public const int DefaultPort = 53;

    private const int MostAliases = 8;
    private const int MostKept = 10_000;

    private readonly TxtResolverOptions _options;
    private readonly TimeProvider _time;
    private readonly DnsExchange _exchange;
    private readonly ConcurrentDictionary<string, (TxtAnswer Answer, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);
    private long _silentUntil;

    /// <summary>A resolver with an empty cache, which reads <paramref name="time"/> for the age of answers.</summary>
    public TxtResolver(TxtResolverOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        (_options, _time, _exchange) = (options, time, new DnsExchange(options.Timeout));
    }

    /// <summary>
    /// The TXT records of a name, aliases followed. Blocks for at most some <see cref="TxtResolverOptions.Timeout"/> for each server and try; fits
    /// <see cref="KeyLookup"/>. Never throws because of what servers do.
    /// </summary>
    public TxtAnswer Find(string name) => FindAsync(name, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc cref="Find"/>
    public async Task<TxtAnswer> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = name.TrimEnd('.').ToLowerInvariant();
        if (!DnsMessage.IsName(name))
        {
            return default; // no server could have it
        }

        var now = _time.GetUtcNow();
        if (_kept.TryGetValue(name, out var kept) && now < kept.Until)
        {
            return kept.Answer;
        }

        if (now.UtcTicks < Interlocked.Read(ref _silentUntil))
        {
            return TxtAnswer.Unknown("no DNS server answered a moment ago");
        }

        var (answer, life) = await FollowAsync(name, cancellationToken);
        if (life > TimeSpan.Zero)
        {
            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            _kept[name] = (answer, now + life);
        }

        return answer;
    }

    // RFC 1034 §3.6.2: what has an alias is asked for again at the other name, when the server did not do so itself.
    private async Task<(TxtAnswer Answer, TimeSpan Life)> FollowAsync(string name, CancellationToken cancellationToken)
    {
        var life = _options.LongestLife;
        for (var aliases = 0; aliases < MostAliases; aliases++)
        {
            var (reply, problem) = await AskAllAsync(name, cancellationToken);
            if (reply is null)
            {
                return (TxtAnswer.Unknown(problem), TimeSpan.Zero);
            }

            life = TimeSpan.FromTicks(Math.Clamp(reply.Life.Ticks, _options.ShortestLife.Ticks, life.Ticks));
            if (reply.Texts.Count > 0 || reply.Alias.Length == 0)
            {
                return (TxtAnswer.Of(reply.Texts), life);
            }

            name = reply.Alias;
        }

        return (TxtAnswer.Unknown($"{name} is an alias of an alias, more than {MostAliases} times"), life);
    }

    private async Task<(DnsReply? Reply, string Problem)> AskAllAsync(string name, CancellationToken cancellationToken)
    {
        var problem = new StringBuilder("no DNS server is known");
        var isSilent = true;
        for (var tries = 0; tries < _options.Tries; tries++)
        {
            foreach (var server in _options.Servers)
            {
                var (reply, why) = await _exchange.AskAsync(server, name, cancellationToken);
                if (reply is { IsFinal: true })
                {
                    return (reply, "");
                }

                isSilent &= reply is null;
                problem.Clear().Append(CultureInfo.InvariantCulture, $"{server} {(reply is null ? why : $"answered with code {reply.Code}")}");
            }
        }

        if (isSilent)
        {
            // Else every further name would wait as long.
            Interlocked.Exchange(ref _silentUntil, (_time.GetUtcNow() + _options.Silence).UtcTicks);
        }

        return (null, problem.ToString());
    }
}

/// <summary>Whom a <see cref="TxtResolver"/> asks, and how long it waits and remembers.</summary>
public sealed record TxtResolverOptions
{
    /// <summary>Resolvers in order; the next is asked when one does not answer, or cannot.</summary>
    public required IReadOnlyList<IPEndPoint> Servers { get; init; }

    /// <summary>How long one server is waited for, each time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often each server is asked.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>An answer is kept at least so long, whatever time to live it has.</summary>
    public TimeSpan ShortestLife { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An answer is kept at most so long.</summary>
    public TimeSpan LongestLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After no server answered at all, none is asked for so long.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The resolvers that this machine is set up with (on Unix those of /etc/resolv.conf); empty when there are none.</summary>
    public static IReadOnlyList<IPEndPoint> ServersOfThisMachine() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().DnsAddresses).Distinct().Select(address => new IPEndPoint(address, TxtResolver.DefaultPort))];
}
