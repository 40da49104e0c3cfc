// leases DATABASE [MAILBOXES] [WORKERS] [KILLED] [LEASE SECONDS]   how leases do with very many mailboxes and workers, in real time
// DATABASE is an empty PostgreSQL database on this machine. The workers are the real leases, each with connections of its own to the real server, in one process; what they
// do not do is fetch mail. One begins and has all, the others come; then all work, some are killed, and as many come anew. Takes about eight lease lengths.
using System.Globalization;
using Touchpoints.Bench;

var database = args[0];
var counts = args[1..].Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray();
var (mailboxes, workers, killed, lease) = (At(0, 10_000), At(1, 100), At(2, 30), TimeSpan.FromSeconds(At(3, 15)));
ThreadPool.SetMinThreads(2 * workers, 32);
using var fleet = new Fleet(database, mailboxes, lease);
using var server = new ServerLoad(database);

fleet.Come(1);
Console.WriteLine($"1 worker has all {mailboxes} mailboxes after {await fleet.UntilFairAsync():0.0} s");
fleet.Come(workers - 1);
Console.WriteLine($"{workers - 1} more come: all have their share after {await fleet.UntilFairAsync():0.0} s; {fleet.Spread}");
server.Begin();
fleet.TurnTimes();
await Task.Delay(2 * lease);
Console.WriteLine($"at rest for {2 * lease.TotalSeconds:0} s: {server.Load()}; a worker's turn takes {fleet.TurnTimes()}");
var since = fleet.Kill(killed);
Console.WriteLine($"{killed} of {workers} are killed: all have their share after {await fleet.UntilFairAsync():0.0} s; {fleet.Spread}; a mailbox was without a worker for {fleet.TakenAfter(since)}");
server.Begin();
fleet.Come(killed);
Console.WriteLine($"{killed} come: all have their share after {await fleet.UntilFairAsync():0.0} s; {fleet.Spread}; {server.Load()}");
Console.WriteLine($"fences that did not grow by one at a change of hands: {fleet.WrongFences}");
return fleet.WrongFences == 0 ? 0 : 1;

int At(int i, int fallback) => i < counts.Length ? counts[i] : fallback;
