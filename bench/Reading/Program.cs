// reading speed FOLDER [ROUNDS]   how fast mail is read, beside SHA-256 over the same octets; see bench/reading.sh
// reading hostile FOLDER          time and allocation of hostile files one by one; see bench/hostile.sh
// reading doubling                time for twice the input beside the time for once, on hostile shapes
using System.Globalization;
using Touchpoints.Bench;

var numbers = args.Skip(2).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray();
switch (args)
{
    case ["speed", var folder, ..]:
        new Speed(folder).Measure(numbers is [var rounds, ..] ? rounds : 5);
        return 0;
    case ["hostile", var folder]:
        return new Hostile(folder).Measure();
    case ["doubling"]:
        return Doubling.Measure();
    default:
        Console.Error.WriteLine("reading speed FOLDER [ROUNDS] | hostile FOLDER | doubling");
        return 2;
}
