using System.Diagnostics;
using System.Globalization;

namespace AutoGrad.Benchmarks;

/// <summary>A process that runs one workload, a block at a time, when it is told to; idle in between.</summary>
internal sealed class Racer : IDisposable
{
    private readonly Process process;
    private readonly string title;

    private Racer(string title, string fileName, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> environment)
    {
        this.title = title;
        var start = new ProcessStartInfo(fileName, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        var ready = ReadLine();
        if (ready != "ready")
        {
            throw new InvalidOperationException($"{title} said '{ready}' where 'ready' was expected.");
        }
    }

    /// <summary>The microseconds per step of the blocks so far.</summary>
    public List<double> Microseconds { get; } = [];

    /// <summary>The program that runs this one.</summary>
    public static string Program => Environment.ProcessPath!;

    /// <summary>What the program must be told to run this one: started as `dotnet AutoGrad.Benchmarks.dll`, the process is the host.</summary>
    public static string[] Host => Path.GetFileNameWithoutExtension(Program) == "dotnet" ? [typeof(Racer).Assembly.Location] : [];

    /// <summary>This program again, for one workload.</summary>
    public static Racer Ours(string workload) => new($"our {workload}", Program, [.. Host, "peers-worker", workload], []);

    /// <summary>PyTorch's side, with a number of threads.</summary>
    public static Racer Torch(PyTorch torch, string workload, int threads)
    {
        var text = threads.ToString(CultureInfo.InvariantCulture);
        return new Racer(
            $"PyTorch's {workload} with {threads} threads", torch.Python, [PyTorch.Script, workload, text], [("OMP_NUM_THREADS", text), ("OPENBLAS_NUM_THREADS", text)]);
    }

    public void RunBlock() => Microseconds.Add(Ask("go")[0]);

    /// <summary>Ends the process; what it has to say at last.</summary>
    public double[] End() => Ask("end");

    public void Dispose()
    {
        // A worker ends with its input.
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private double[] Ask(string request)
    {
        process.StandardInput.WriteLine(request);
        process.StandardInput.Flush();
        return Array.ConvertAll(ReadLine().Split(' '), static text => double.Parse(text, CultureInfo.InvariantCulture));
    }

    private string ReadLine() => process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{title} ended early; its errors stand above.");
}
