using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Touchpoints.Ingest;

/// <summary>
/// A Dovecot 2.3 of our own on loopback, in a folder of its own and on free ports: no settings of the machine are read or changed.
/// Runs as root or as an ordinary user; stopped by its own process id. Needs the framework only, so that tests can link this file.
/// </summary>
internal sealed class PrivateDovecot : IAsyncDisposable
{
    public const string Password = "secret";
    public const string HowToInstall = "Dovecot is not installed. On Debian or Ubuntu: apt-get install dovecot-imapd dovecot-lmtpd";

    private static readonly string[] s_folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/sbin", "/bin"];
    private static readonly TimeSpan s_stopsWithin = TimeSpan.FromSeconds(10);

    private PrivateDovecot(string folder) => Folder = folder;

    public static bool IsInstalled => Find("dovecot") is not null && Find("doveadm") is not null;

    public string Folder { get; }

    public string ConfigFile => Path.Combine(Folder, "dovecot.conf");

    /// <summary>The server's certificate (localhost and 127.0.0.1), which is its own authority.</summary>
    public string CaFile => Path.Combine(Folder, "cert.pem");

    public int ImapPort { get; private set; }

    public int ImapsPort { get; private set; }

    public int LmtpPort { get; private set; }

    private string PidFile => Path.Combine(Folder, "run", "master.pid");

    /// <summary>Starts a server with one mailbox for each of <paramref name="users"/> (whole addresses); all have <see cref="Password"/>.</summary>
    public static async Task<PrivateDovecot> StartAsync(string folder, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException(HowToInstall);
        }

        var server = new PrivateDovecot(Path.GetFullPath(folder));
        await server.PrepareAsync(users, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var said = await server.TryStartAsync(cancellationToken);
            if (said.Length == 0)
            {
                return server;
            }

            // Between finding a free port and taking it another program may have been faster.
            if (attempt == 5 || !said.Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"Dovecot (2.3 is needed) did not start with {server.ConfigFile}: {said}");
            }
        }
    }

    /// <summary>Runs doveadm with this server's configuration and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; has its words.</exception>
    public async Task<string> DoveadmAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Find("doveadm")!, ["-c", ConfigFile, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"doveadm {string.Join(' ', args)} failed with {process.ExitCode}: {(await error).Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!File.Exists(PidFile) || !int.TryParse(await File.ReadAllTextAsync(PidFile), CultureInfo.InvariantCulture, out var pid))
        {
            return;
        }

        await RunAsync("kill", [pid.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
        var since = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (File.Exists(PidFile) && await tick.WaitForNextTickAsync())
        {
            if (since.Elapsed > s_stopsWithin)
            {
                await RunAsync("kill", ["-9", pid.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
                File.Delete(PidFile);
            }
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(s_folders)
            .Select(f => Path.Combine(f, program))
            .FirstOrDefault(File.Exists);

    private static async Task<int> RunAsync(string program, string[] args, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args))!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private async Task PrepareAsync(IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "run", "state", "home" })
        {
            Directory.CreateDirectory(Path.Combine(Folder, name));
        }

        await File.WriteAllLinesAsync(Path.Combine(Folder, "users"), users.Select(u => $"{u}:{{PLAIN}}{Password}"), cancellationToken);
        await WriteCertificateAsync(cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            // Dovecot opens no mail as root: the mail belongs to nobody, who must be able to pass through the folder.
            await RunAsync("chmod", ["755", Folder], cancellationToken);
            await RunAsync("chown", ["-R", "nobody:nogroup", Path.Combine(Folder, "home"), Path.Combine(Folder, "state")], cancellationToken);
        }
    }

    private async Task WriteCertificateAsync(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        await File.WriteAllTextAsync(CaFile, certificate.ExportCertificatePem(), cancellationToken);
        var keyFile = Path.Combine(Folder, "key.pem");
        await File.WriteAllTextAsync(keyFile, "", cancellationToken);
        await RunAsync("chmod", ["600", keyFile], cancellationToken);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), cancellationToken);
    }

    /// <summary>Says what went wrong; empty when the server listens.</summary>
    private async Task<string> TryStartAsync(CancellationToken cancellationToken)
    {
        TakeFreePorts();
        await File.WriteAllTextAsync(ConfigFile, ConfigText(), cancellationToken);
        var said = Path.Combine(Folder, "start.log");

        // The daemon outlives this command: were our streams its streams, whoever reads them to the end would wait for it.
        var code = await RunAsync("/bin/sh", ["-c", "exec \"$0\" -c \"$1\" </dev/null >\"$2\" 2>&1", Find("dovecot")!, ConfigFile, said], cancellationToken);
        if (code == 0)
        {
            return "";
        }

        var log = Path.Combine(Folder, "dovecot.log");
        return $"exit code {code}. {await File.ReadAllTextAsync(said, cancellationToken)}{(File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : "")}";
    }

    private void TakeFreePorts()
    {
        // Held together, so that the three differ.
        using var imap = new TcpListener(IPAddress.Loopback, 0);
        using var imaps = new TcpListener(IPAddress.Loopback, 0);
        using var lmtp = new TcpListener(IPAddress.Loopback, 0);
        int[] ports = [.. new[] { imap, imaps, lmtp }.Select(l =>
        {
            l.Start();
            return ((IPEndPoint)l.LocalEndpoint).Port;
        })];
        (ImapPort, ImapsPort, LmtpPort) = (ports[0], ports[1], ports[2]);
    }

    private string ConfigText()
    {
        var isRoot = Environment.IsPrivilegedProcess;
        var me = Environment.UserName;
        return $$"""
            base_dir = {{Folder}}/run
            state_dir = {{Folder}}/state
            log_path = {{Folder}}/dovecot.log
            protocols = imap lmtp
            listen = 127.0.0.1
            default_login_user = {{(isRoot ? "dovenull" : me)}}
            default_internal_user = {{(isRoot ? "dovecot" : me)}}
            {{(isRoot ? "default_internal_group = dovecot" : "default_internal_group =")}}
            first_valid_uid = 1
            disable_plaintext_auth = no
            auth_mechanisms = plain login
            auth_failure_delay = 0
            recipient_delimiter = +
            mail_location = mdbox:~/mdbox
            mail_max_userip_connections = 100
            ssl = yes
            ssl_cert = <{{CaFile}}
            ssl_key = <{{Folder}}/key.pem
            passdb {
              driver = passwd-file
              args = scheme=PLAIN username_format=%u {{Folder}}/users
            }
            userdb {
              driver = static
              args = {{(isRoot ? "uid=nobody gid=nogroup " : $"uid={me} ")}}home={{Folder}}/home/%u
            }
            namespace inbox {
              inbox = yes
              separator = /
              mailbox Archive {
                auto = subscribe
                special_use = \Archive
              }
              mailbox Processed {
                auto = subscribe
              }
            }
            protocol lmtp {
              postmaster_address = postmaster@in.vendor.example
              # Delivered-To keeps the detail: user+detail@domain
              lmtp_hdr_delivery_address = final
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{ImapPort}}
              }
              inet_listener imaps {
                port = {{ImapsPort}}
                ssl = yes
              }
            }
            service lmtp {
              inet_listener lmtp {
                address = 127.0.0.1
                port = {{LmtpPort}}
              }
            }
            service anvil {
              chroot =
            }
            service stats {
              chroot =
            }

            """;
    }
}
