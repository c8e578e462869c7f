using AutoGrad.Benchmarks;
using BenchmarkDotNet.Running;

// peers: side by side with PyTorch. cold: the first step of a process. *-worker: what these two start. Anything else: BenchmarkDotNet.
switch (args)
{
    case ["peers", .. var options]:
        return PeersCommand.Run(options);
    case ["peers-worker", var name]:
        return PeersWorker.Run(name, Console.In, Console.Out);
    case ["cold"]:
        return ColdStart.Measure();
    case ["cold-worker"]:
        return ColdStart.Work();
    default:
        // Without arguments the switcher would ask which class to run; a machine cannot answer.
        BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
        return 0;
}
