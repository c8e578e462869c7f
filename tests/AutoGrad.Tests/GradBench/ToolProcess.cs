using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AutoGrad;

/// <summary>The GradBench tool, run as GradBench runs it: a process that is sent one message a line and answers each with one line.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process process;
    private long id;

    public ToolProcess()
    {
        // The program that runs the tests may be a test host; the host that it came from is named by the SDK.
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        process = Process.Start(new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "AutoGrad.GradBench.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Each function runs once or twice: counting calls for a later, better compilation would only make it slower.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;
    }

    /// <summary>Sends a line as it is and reads the answer.</summary>
    public JsonObject Send(string line)
    {
        process.StandardInput.Write(line + "\n");
        process.StandardInput.Flush();
        return JsonNode.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"no answer to {line[..Math.Min(line.Length, 200)]}"))!.AsObject();
    }

    public JsonObject Send(object message) => Send(JsonSerializer.Serialize(message));

    /// <summary>Evaluates a function once; the answer as it came.</summary>
    public JsonObject Ask(string module, string function, object input) => Send(new { id = ++id, kind = "evaluate", module, function, input, description = "a test" });

    /// <summary>Evaluates a function once, which must succeed; the output.</summary>
    public JsonNode Evaluate(string module, string function, object input)
    {
        var answer = Ask(module, function, input);
        Assert.True(answer["success"]!.GetValue<bool>(), answer.ToJsonString());
        Assert.Equal(id, answer["id"]!.GetValue<long>());
        return answer["output"]!;
    }

    public double Number(string module, string function, object input) => Evaluate(module, function, input).GetValue<double>();

    public double[] Numbers(string module, string function, object input) => Numbers(Evaluate(module, function, input));

    public double[][] Rows(string module, string function, object input) => [.. Evaluate(module, function, input).AsArray().Select(static row => Numbers(row!))];

    /// <summary>A list of numbers, or the rows of a list of lists one behind the other.</summary>
    public static double[] Numbers(JsonNode list) => [.. list.AsArray().SelectMany(static item => item is JsonArray row ? Numbers(row) : [item!.GetValue<double>()])];

    /// <summary>Ends the input; the exit code and whatever was still on standard output.</summary>
    public (int Code, string Output) End()
    {
        process.StandardInput.Close();
        var rest = process.StandardOutput.ReadToEnd();
        return process.WaitForExit(TimeSpan.FromSeconds(30)) ? (process.ExitCode, rest) : throw new TimeoutException("The tool did not end with its input.");
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
