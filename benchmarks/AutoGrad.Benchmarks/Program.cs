using AutoGrad.Benchmarks;
using BenchmarkDotNet.Running;

// peers: side by side with PyTorch. peers-worker: our side of one workload, started by the former. Anything else: BenchmarkDotNet.
switch (args)
{
    case ["peers", .. var options]:
        return PeersCommand.Run(options);
    case ["peers-worker", var name]:
        return PeersWorker.Run(name, Console.In, Console.Out);
    default:
        // Without arguments the switcher would ask which class to run; a machine cannot answer.
        BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args);
        return 0;
}
