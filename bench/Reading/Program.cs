// reading speed FOLDER [ROUNDS]   how fast mail is read, beside SHA-256 over the same octets; see bench/reading.sh
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
    default:
        Console.Error.WriteLine("reading speed FOLDER [ROUNDS] | hostile FOLDER");
        return 2;
}
