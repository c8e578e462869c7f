using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using AutoGrad;
using AutoGrad.Determinism;

// Trains small models for 200 steps and prints a SHA-256 of their parameters and losses, with the circumstances: how many threads, which vectors.
// The first argument is the number of threads; the environment variables of .NET choose the vectors.
if (args is ["resume", var epochs, .. var folder])
{
    // For the tests of checkpoints: the run is killed and started again.
    Console.WriteLine($"resumed {Resumable.Run(int.Parse(epochs, CultureInfo.InvariantCulture), folder.FirstOrDefault())}");
    return;
}

if (args is ["save", var path])
{
    // For the tests of saving: each system call is made to fail.
    Console.WriteLine(Saver.Save(path));
    return;
}

if (args.Length > 0)
{
    AutoGradOptions.MaxThreads = int.Parse(args[0], CultureInfo.InvariantCulture);
}

if (args is [_, "cases", var count])
{
    // For the laws: many small computations instead of the models.
    Cases.Run(int.Parse(count, CultureInfo.InvariantCulture));
    PrintCircumstances();
    return;
}

if (args is [_, "functions"])
{
    // For the instructions that only some processors have.
    Functions.Run();
    PrintCircumstances();
    return;
}

// One line for each model.
(string Name, Func<string> Train)[] models =
[
    ("mlp", static () => Models.Mlp().Hash()),
    ("convnet", static () => Models.Convnet().Hash()),
    ("transformer", static () => Models.Transformer().Hash()),
    ("recurrent", static () => Models.Recurrent().Hash()),
];

// How often other threads took part, to see that work was really split.
var helpers = new List<string>();
foreach (var (name, train) in models)
{
    var before = TimesHelped();
    Console.WriteLine($"{name} {train()}");
    helpers.Add($"helpers {name} {TimesHelped() - before}");
}

PrintCircumstances();
helpers.ForEach(Console.WriteLine);

static long TimesHelped()
{
    var helped = 0L;
    using var listener = new MeterListener { InstrumentPublished = static (instrument, self) => Listen(instrument, self) };
    listener.SetMeasurementEventCallback<long>((_, value, _, _) => helped += value);
    listener.Start();
    listener.RecordObservableInstruments();
    return helped;
}

static void Listen(Instrument instrument, MeterListener listener)
{
    if (instrument.Name == "autograd.work.helped")
    {
        listener.EnableMeasurementEvents(instrument);
    }
}

static void PrintCircumstances()
{
    Console.WriteLine($"threads {AutoGradOptions.MaxThreads}");
    Console.WriteLine($"vector512 {Vector512.IsHardwareAccelerated}");
    Console.WriteLine($"vector256 {Vector256.IsHardwareAccelerated}");
    Console.WriteLine($"vector128 {Vector128.IsHardwareAccelerated}");
    Console.WriteLine($"avx512 {Avx512F.IsSupported}");
    Console.WriteLine($"fma {Fma.IsSupported || AdvSimd.IsSupported}");
}
