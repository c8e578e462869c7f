using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AutoGrad.Determinism;

/// <summary>Functions that the processor may compute by other instructions, at arguments from all over the range of the type: values and slopes.</summary>
internal static class Functions
{
    private const int Arguments = 20_000;

    /// <summary>Prints one line for each function and type: a hash of its bits.</summary>
    public static void Run()
    {
        // Steps through the bit patterns: every exponent, and both signs.
        Print("float", Arguments, static index => BitConverter.UInt32BitsToSingle((uint)(index * 214_748.3647)));
        Print("double", Arguments, static index => BitConverter.UInt64BitsToDouble((ulong)(index * 922_337_203_685_477.58)));

        // And through the range in which most of them are neither 0 nor infinite nor 1.
        Print("float inside", Arguments, static index => (float)((index - (Arguments / 2)) * 0.0123));
        Print("double inside", Arguments, static index => (index - (Arguments / 2)) * 0.0789);
    }

    private static void Print<T>(string arguments, int count, Func<int, T> at)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (string Name, Func<Tensor<T>, Tensor<T>> Function)[] functions =
        [
            ("Exp", static x => x.Exp()), ("Exp2", static x => x.Exp2()), ("Expm1", static x => x.Expm1()), ("Sinh", static x => x.Sinh()), ("Cosh", static x => x.Cosh()),
            ("Tanh", static x => x.Tanh()), ("Sigmoid", static x => x.Sigmoid()), ("Silu", static x => x.Silu()), ("Gelu", static x => x.Gelu()), ("GeluTanh", static x => x.GeluTanh()),
            ("Softplus", static x => x.Softplus()), ("Mish", static x => x.Mish()), ("Log", static x => x.Log()), ("Log1p", static x => x.Log1p()), ("Erf", static x => x.Erf()),
            ("Erfc", static x => x.Erfc()), ("Lgamma", static x => x.Lgamma()), ("Sin", static x => x.Sin()), ("Atan", static x => x.Atan()), ("Cbrt", static x => x.Cbrt()),
            ("Pow", static x => x.Pow(1.7)), ("Pow, negative", static x => x.Pow(-3)), ("Softmax", static x => x.Reshape(-1, 8).Softmax(-1)), ("LogSumExp", static x => x.Reshape(-1, 8).LogSumExp(-1)),
        ];
        var numbers = new T[count];
        for (var index = 0; index < count; index++)
        {
            numbers[index] = at(index);
        }

        foreach (var (name, function) in functions)
        {
            using var tape = new Tape<T>();
            var x = tape.Watch(Tensor.Create(numbers, [count]));
            var y = function(x);
            var slope = tape.Gradients(y, Tensor.Ones<T>(y.Shape))[x];
            Console.WriteLine($"{name} of {arguments}: {Hash(y)} {Hash(slope)}");
        }
    }

    /// <summary>NaN counts as one number: which one comes out is no promise.</summary>
    private static string Hash<T>(Tensor<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = x.AsSpan().ToArray();
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = T.IsNaN(numbers[index]) ? T.NaN : numbers[index];
        }

        return Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(numbers.AsSpan())))[..16];
    }
}
