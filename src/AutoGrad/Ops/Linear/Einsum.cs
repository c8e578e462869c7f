using System.Numerics;

namespace AutoGrad;

public static partial class Ops
{
    /// <summary>Einstein's summation: a product of tensors in index notation, such as <c>Ops.Einsum("bij,bjk->bik", x, y)</c>.</summary>
    /// <remarks>
    /// Formula: the result's element at its letters is the product of the operands' elements at theirs, summed over all letters that the result does not name.
    /// Derivative: that of MatMul, Permute, Sum and Diagonal, of which it is made.
    /// Shapes: a letter for each axis of each operand; a letter has one size everywhere; a letter twice in an operand takes the diagonal.
    /// An ellipsis stands for any number of axes, which broadcast between operands. After "->" stand the axes of the result; without it they are the
    /// axes of the ellipsis and then all letters that stand once, in the order of the alphabet, capitals first. Blanks do not count.
    /// Keeps: the operands and, with more than two, the products on the way: they are multiplied in pairs from left to right.
    /// Errors: AG175 for an equation that cannot be read, AG176 where a letter's sizes differ, AG177 where axes and letters differ in number,
    /// AG101 for a product on the way with more than 8 axes.
    /// Edges: a sum of nothing is 0.  Accuracy: that of MatMul; the same bits for every vector width and thread count.
    /// Source: Einstein, Die Grundlage der allgemeinen Relativitaetstheorie, 1916, section 5.
    /// </remarks>
    /// <param name="equation">The letters of each operand, separated by commas; then, if wished, an arrow and the letters of the result.</param>
    /// <param name="operands">The tensors, as many as the equation has terms.</param>
    public static Tensor<T> Einsum<T>(string equation, params ReadOnlySpan<Tensor<T>> operands)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(equation);
        var shapes = new Shape[operands.Length];
        for (var index = 0; index < shapes.Length; index++)
        {
            ArgumentNullException.ThrowIfNull(operands[index], nameof(operands));
            shapes[index] = operands[index].Shape;
        }

        var parsed = EinsumEquation.Parse(equation, shapes);
        var product = Labeled<T>.Create(operands[0], parsed.Operands[0]);
        for (var index = 1; index < operands.Length; index++)
        {
            int[] kept = [.. parsed.Result, .. parsed.Operands.Skip(index + 1).SelectMany(static labels => labels)];
            product = Contraction.Pair(product, Labeled<T>.Create(operands[index], parsed.Operands[index]), kept, index == operands.Length - 1);
        }

        return product.SumUnless(parsed.Result, []).InOrder(parsed.Result);
    }
}
