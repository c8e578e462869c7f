namespace AutoGrad.Tests.Taping;

/// <summary>What is left in a thread's recording once its tapes have ended.</summary>
public class RecordingTests
{
    [Fact]
    public void Nested_tapes_inside_a_scope_leave_no_nodes_behind()
    {
        var left = -1;
        var thread = new Thread(() =>
        {
            var x = Tensor.Create([1.0, 2.0]);
            for (var round = 0; round < 3; round++)
            {
                using var scope = new Scope<double>();

                // The inner tape records both what only it tracks (u), which is cut off at its end, and what the outer one tracks too (v).
                _ = Differentiate.Gradient<double>(v => Differentiate.Gradient<double>(u => (u.Square() * v).Sum())(x).Sum())(x);
            }

            using var tape = new Tape<double>();
            left = Recording<double>.Current!.Nodes.Count;
        });
        thread.Start();
        thread.Join();
        Assert.Equal(0, left);
    }
}
